import type { RecommenderFamily } from '../../models/recommender.js';
import { VidtokenError } from '../../src/core/errors.js';

/**
 * The configuration of a variant with some knobs changed.
 * @throws VidtokenError `configuration` for an unknown variant, `invalid-value` for a knob or value it does not know
 */
export function recommenderConfig<Config>(options: {
  readonly family: RecommenderFamily<Config>;
  readonly variant?: string;
  readonly changes?: Readonly<Record<string, unknown>>;
}): Config {
  const { family, variant, changes = {} } = options;
  const known = Object.keys(family.variants);
  const base = variant === undefined ? {} : family.variants[variant];
  if (base === undefined) {
    throw new VidtokenError({
      code: 'configuration',
      message: `${family.title} has no variant "${variant}".`,
      hint: known.length === 0 ? 'It has none.' : `Its variants: ${known.join(', ')}.`,
      facts: { model: family.id, known },
    });
  }
  const parsed = family.config.safeParse({ ...base, ...changes });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'value'}: ${message}`);
  throw new VidtokenError({
    code: 'invalid-value',
    message: `The configuration of ${family.title} is not valid: ${issues.join('; ')}.`,
    hint: `Every knob with its default stands in models/${family.id}/.`,
    facts: { model: family.id },
  });
}
