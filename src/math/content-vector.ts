import { VidtokenError } from '../core/errors.js';
import type { ExtractorSpec, Modality } from '../core/features.js';
import { MODALITIES } from '../core/features.js';
import { type MomentAccumulator, type Standardisation, standardise } from './standardise.js';

/** Where one modality stands in the concatenated content vector. */
export interface ContentBlock {
  readonly modality: Modality;
  readonly offset: number;
  readonly width: number;
}

export interface ContentLayout {
  readonly blocks: readonly ContentBlock[];
  readonly dimension: number;
}

type Pooled = Readonly<Partial<Record<Modality, Float32Array>>>;

/**
 * The concatenation e = concat(e_visual, e_audio, e_text) of M3CSR, section 4.2. It follows from the extractors
 * alone, so that a modality that no video has yet keeps its place.
 */
export function contentLayout(extractors: readonly ExtractorSpec[]): ContentLayout {
  const blocks: ContentBlock[] = [];
  let offset = 0;
  for (const modality of MODALITIES) {
    const width = extractors
      .filter((spec) => spec.modality === modality)
      .reduce((sum, spec) => sum + spec.pooledWidth, 0);
    if (width === 0) continue;
    blocks.push({ modality, offset, width });
    offset += width;
  }
  return { blocks, dimension: offset };
}

/** Collects what `contentStandardisation` needs from one video; an absent modality adds nothing. */
export function observeContent(moments: MomentAccumulator, pooled: Pooled, layout: ContentLayout): void {
  for (const block of layout.blocks) {
    const vector = pooledOf(pooled, block);
    if (vector !== undefined) moments.add(vector, block.offset);
  }
}

/**
 * Standardises each dimension and divides each modality by √width, so that every modality adds the same
 * expected amount to a squared distance, however many numbers it has: none drowns the others.
 */
export function contentStandardisation(moments: MomentAccumulator, layout: ContentLayout): Standardisation {
  const { mean, scale } = moments.standardisation();
  for (const { offset, width } of layout.blocks) {
    for (let index = offset; index < offset + width; index += 1) {
      scale[index] = (scale[index] as number) / Math.sqrt(width);
    }
  }
  return { mean, scale };
}

/**
 * Writes the standardised content vector of one video to `target` at `targetOffset`.
 * A missing modality stands at its mean, which is 0 after standardising.
 */
export function writeContentVector(options: {
  readonly pooled: Pooled;
  readonly layout: ContentLayout;
  readonly standardisation: Standardisation;
  readonly target: Float32Array;
  readonly targetOffset: number;
}): void {
  const { layout, standardisation, target, targetOffset } = options;
  target.fill(0, targetOffset, targetOffset + layout.dimension);
  for (const block of layout.blocks) {
    const vector = pooledOf(options.pooled, block);
    if (vector === undefined) continue;
    const { offset } = block;
    standardise({ vector, by: standardisation, offset, target, targetOffset: targetOffset + offset });
  }
}

function pooledOf(pooled: Pooled, block: ContentBlock): Float32Array | undefined {
  const vector = pooled[block.modality];
  if (vector !== undefined && vector.length !== block.width) {
    throw new VidtokenError({
      code: 'store-corrupt',
      message: `A stored ${block.modality} vector has ${vector.length} numbers, its extractors give ${block.width}.`,
      hint: 'Embed the videos again into another data folder (--data).',
      facts: { modality: block.modality, found: vector.length, expected: block.width },
    });
  }
  return vector;
}
