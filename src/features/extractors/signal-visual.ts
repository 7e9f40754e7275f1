import type { ExtractorSpec, FeatureExtractor } from '../../core/features.js';
import { pauseForAbort } from '../../inference/pause-for-abort.js';
import { pooledStatistics } from '../pooled-statistics.js';
import { BINARY_PATTERNS_WIDTH, binaryPatterns } from '../visual/binary-patterns.js';
import { COLOUR_HISTOGRAM_WIDTH, colourHistogram } from '../visual/colour-histogram.js';
import { COLOUR_LAYOUT_WIDTH, colourLayout } from '../visual/colour-layout.js';
import { frameWeight } from '../visual/frame-weight.js';
import { GREY_CO_OCCURRENCE_WIDTH, greyCoOccurrence } from '../visual/grey-co-occurrence.js';
import { MOTION_MAP_WIDTH, type MotionNeighbour, motionMap } from '../visual/motion-map.js';
import { ORIENTED_GRADIENTS_WIDTH, orientedGradients } from '../visual/oriented-gradients.js';
import { type Picture, picture } from '../visual/picture.js';

const WIDTH =
  COLOUR_LAYOUT_WIDTH +
  COLOUR_HISTOGRAM_WIDTH +
  3 * ORIENTED_GRADIENTS_WIDTH +
  BINARY_PATTERNS_WIDTH +
  GREY_CO_OCCURRENCE_WIDTH +
  MOTION_MAP_WIDTH;

const SPEC: ExtractorSpec = {
  id: 'signal-visual',
  version: 1,
  modality: 'visual',
  width: WIDTH,
  pooledWidth: 2 * WIDTH,
};

/**
 * What can be seen without a learned model, one token of 697 values per frame:
 *
 * | from | width | part | after |
 * |---|---|---|---|
 * | 0 | 48 | colour layout: Oklab means on a 4×4 grid | MPEG-7 Colour Layout |
 * | 48 | 44 | colour histogram: 12 hues × 3 saturations, 8 values | HSV, Hellinger |
 * | 92 | 432 | oriented gradients: lightness, green–red, blue–yellow on 4×4 cells × 9 | Dalal and Triggs 2005; van de Sande et al. 2010 |
 * | 524 | 30 | fine texture: local binary patterns at 3 radii | Ojala et al. 2002 |
 * | 554 | 126 | coarse texture: co-occurring lightness levels | Haralick et al. 1973 |
 * | 680 | 17 | motion: 4×4 differences to the neighbouring frames, flag | frame differencing |
 *
 * Pooled (1,394): mean, then standard deviation of every value over the frames, where near-blank frames weigh
 * little. The deviation of the gradients says where the posture changes. The picture is read at no more than
 * 112 pixels a side and every grid spans the whole of it, so any aspect ratio gives the same width.
 */
export function createSignalVisual(): FeatureExtractor {
  return {
    spec: SPEC,
    async extract(sample, { signal }) {
      const pictures: Picture[] = [];
      for (const frame of sample.frames) {
        await pauseForAbort(signal);
        pictures.push(picture(frame));
      }
      const weights = pictures.map(frameWeight);
      const tokens = new Float32Array(pictures.length * WIDTH);
      for (const [index, current] of pictures.entries()) {
        await pauseForAbort(signal);
        const neighbours = [index - 1, index + 1].flatMap((other): MotionNeighbour[] => {
          const beside = pictures[other];
          const weight = weights[other];
          return beside === undefined || weight === undefined ? [] : [{ picture: beside, weight }];
        });
        writeToken(tokens.subarray(index * WIDTH, (index + 1) * WIDTH), current, neighbours);
      }
      return {
        extractorId: SPEC.id,
        modality: SPEC.modality,
        width: WIDTH,
        tokens,
        timesSeconds: Float32Array.from(sample.frames, (frame) => frame.timeSeconds),
        pooled: pooledStatistics({ tokens, width: WIDTH, weights }),
      };
    },
    async dispose() {},
  };
}

function writeToken(token: Float32Array, current: Picture, neighbours: readonly MotionNeighbour[]): void {
  const { width, height, oklab } = current;
  const parts = [
    colourLayout(current),
    colourHistogram(current),
    orientedGradients({ plane: oklab.lightness, width, height }),
    orientedGradients({ plane: oklab.greenRed, width, height }),
    orientedGradients({ plane: oklab.blueYellow, width, height }),
    binaryPatterns({ plane: oklab.lightness, width, height }),
    greyCoOccurrence({ plane: oklab.lightness, width, height }),
    motionMap(current, neighbours),
  ];
  let offset = 0;
  for (const part of parts) {
    token.set(part, offset);
    offset += part.length;
  }
}
