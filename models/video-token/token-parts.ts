import type { FeatureSequence, Modality } from '../../src/core/features.js';
import type { VideoTokenConfig } from './config.js';

/** Neighbouring numbers of the token that one encoder branch writes. */
export interface TokenPart {
  /** Names of the parameters of its branch start so. */
  readonly prefix: '' | 'sound/';
  /** Whose features its branch reads. */
  readonly modalities: readonly Modality[];
  /** Its first number in the token. */
  readonly start: number;
  /** How many numbers it has. */
  readonly dimension: number;
  /** Numbers per row inside its branch. */
  readonly width: number;
  /** Share of the squared length of the token, 0 … 1, where the video has every part. */
  readonly share: number;
}

/**
 * One part for everything, or with `soundShare` two: what is seen and written, then what is heard. In one trunk the
 * sound is lost (few words speak of it) and disturbs the rest; apart, each has the weight that it was given.
 */
export function tokenParts(config: VideoTokenConfig): readonly TokenPart[] {
  const { tokenDimension, soundShare, soundDimension, soundWidth, width } = config;
  if (soundShare === 0) {
    const modalities: Modality[] = ['visual', 'audio', 'text'];
    return [{ prefix: '', modalities, start: 0, dimension: tokenDimension, width, share: 1 }];
  }
  const rest = tokenDimension - soundDimension;
  return [
    {
      prefix: '',
      modalities: ['visual', 'text'],
      start: 0,
      dimension: rest,
      width,
      share: 1 - soundShare,
    },
    {
      prefix: 'sound/',
      modalities: ['audio'],
      start: rest,
      dimension: soundDimension,
      width: soundWidth,
      share: soundShare,
    },
  ];
}

/** Whether a video has a feature of each part; the only part of an undivided token is there without any as well. */
export function partsPresent(
  parts: readonly TokenPart[],
  sequences: readonly Pick<FeatureSequence, 'modality'>[],
): readonly boolean[] {
  return parts.map(
    ({ modalities }) => parts.length === 1 || sequences.some(({ modality }) => modalities.includes(modality)),
  );
}

/**
 * Length of each part of one video's token: √share where all parts are there, what is missing 0 and the rest longer,
 * so that the whole is always a unit vector. Of a video with nothing at all the first part answers.
 */
export function partLengths(parts: readonly TokenPart[], present: readonly boolean[]): readonly number[] {
  const total = parts.reduce((sum, { share }, at) => sum + (present[at] === true ? share : 0), 0);
  if (total === 0) return parts.map((_, at) => (at === 0 ? 1 : 0));
  return parts.map(({ share }, at) => (present[at] === true ? Math.sqrt(share / total) : 0));
}
