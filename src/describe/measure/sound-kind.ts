import type { AudioMeasurements } from '../../core/description.js';
import type { SoundShape } from './sound-shape.js';

interface Rule {
  readonly kind: AudioMeasurements['kind'];
  holds(shape: SoundShape): boolean;
}

/**
 * First rule that holds wins. The thresholds were set on synthetic tones, noise and melodies, on a speech
 * synthesiser and against barking, ticking, rain, engines and crying, which must not pass for speech or music;
 * a sound that fits nothing clearly is `mixed`.
 */
const RULES: readonly Rule[] = [
  {
    kind: 'tonal',
    holds: (shape) => shape.peakShare > 0.4 && shape.steadyShare > 0.95 && shape.flatness < 0.005,
  },
  {
    kind: 'speech-like',
    holds: (shape) =>
      within(shape.levelVariation, 0.5, 1.1) &&
      within(shape.quietShare, 0.25, 0.6) &&
      shape.syllableShare > 0.5,
  },
  {
    kind: 'music-like',
    holds: (shape) =>
      shape.peakShare > 0.3 &&
      within(shape.steadyShare, 0.5, 0.95) &&
      shape.flatness < 0.015 &&
      shape.quietShare < 0.25 &&
      shape.levelVariation > 0.1,
  },
  {
    kind: 'noise-like',
    holds: (shape) =>
      shape.flatness > 0.08 && shape.peakShare < 0.1 && shape.levelVariation < 0.8 && shape.quietShare < 0.3,
  },
];

/** A cautious guess at the kind of a sound that is not silent. */
export function soundKind(shape: SoundShape): AudioMeasurements['kind'] {
  return RULES.find((rule) => rule.holds(shape))?.kind ?? 'mixed';
}

function within(value: number, lowest: number, highest: number): boolean {
  return value >= lowest && value <= highest;
}
