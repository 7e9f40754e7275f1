import { VidtokenError } from '../../../src/core/errors.js';

/** Which clips are trained on and which are scored, by the first hexadecimal digit of their manifest ids. */
export interface QualitySplit {
  readonly name: string;
  /** Digits of the clips that training, standardisation and vocabularies may see. */
  readonly training: string;
  /** Digits of the clips whose figures count. Nothing of them reaches a model. */
  readonly evaluation: string;
}

/** The split of the published table. */
export const outerSplit: QualitySplit = {
  name: 'outer',
  training: '0123456789ab',
  evaluation: 'cdef',
};

/** Evaluated digits of the splits within the training side, on which recipes are chosen. */
const INNER_EVALUATION = ['9ab', '678', '345', '012'];

/**
 * Splits within the training side of `outerSplit`, whose evaluated clips take no part at all.
 * @param folds comma list of folds 0…3
 * @throws VidtokenError for another fold
 */
export function innerSplits(folds: string): QualitySplit[] {
  return [...new Set(folds.split(','))].map((fold) => {
    const evaluation = /^\d$/.test(fold.trim()) ? INNER_EVALUATION[Number(fold)] : undefined;
    if (evaluation === undefined) {
      throw new VidtokenError({
        code: 'invalid-value',
        message: `There is no inner split "${fold}".`,
        hint: `Inner splits: 0 to ${INNER_EVALUATION.length - 1}, for example --inner 0,1.`,
      });
    }
    const training = [...outerSplit.training].filter((digit) => !evaluation.includes(digit)).join('');
    return { name: `inner-${fold.trim()}`, training, evaluation };
  });
}

/** Clips of both sides in their order; clips of neither side are left out. */
export function sidesOf<Clip extends { readonly manifestId?: string }>(
  clips: readonly Clip[],
  split: QualitySplit,
): { readonly clips: Clip[]; readonly isEvaluated: boolean[] } {
  const digitOf = ({ manifestId }: Clip): string => manifestId?.slice(0, 1).toLowerCase() ?? '';
  const isOn = (clip: Clip, digits: string): boolean =>
    digitOf(clip) !== '' && digits.includes(digitOf(clip));
  const taken = clips.filter((clip) => isOn(clip, split.training) || isOn(clip, split.evaluation));
  return { clips: taken, isEvaluated: taken.map((clip) => isOn(clip, split.evaluation)) };
}
