import { z } from 'zod';
import type { RecommenderFamily } from '../../models/recommender.js';
import { loadRecommender } from '../../models/recommenders.js';
import { VidtokenError } from '../../src/core/errors.js';
import { recommenderConfig } from '../recommend/recommender-config.js';

/** One row of the table before it is run. */
export interface PlannedRow {
  readonly model: string;
  /** Null for the recommended configuration. */
  readonly variant: string | null;
  /** `m3csr` or `m3csr/no-gate`. */
  readonly label: string;
  readonly title: string;
  readonly kind: RecommenderFamily['kind'];
  /** Resolved. */
  readonly config: Readonly<Record<string, unknown>>;
}

export interface RowChoice {
  readonly models: readonly string[];
  /** Names of variants, or `all`; none when empty. */
  readonly variants: readonly string[];
  /** Few epochs: shows that everything runs, the numbers mean little. */
  readonly quick: boolean;
}

/** Short training of `quick`; a model takes those of these knobs that it has. */
const QUICK_KNOBS: Readonly<Record<string, number>> = { epochs: 12, patience: 12, validateEvery: 4 };

const knobs = z.record(z.string(), z.unknown());

/**
 * Each model as recommended, followed by its variants among those asked for.
 * @throws VidtokenError `configuration` for an unknown model, `invalid-value` for a variant that no chosen model has
 */
export async function planRows(choice: RowChoice): Promise<PlannedRow[]> {
  const families = await Promise.all(choice.models.map(loadRecommender));
  const known = new Set(families.flatMap(({ variants }) => Object.keys(variants)));
  const unknown = choice.variants.find((variant) => variant !== 'all' && !known.has(variant));
  if (unknown !== undefined) throw unknownVariant(unknown, [...known]);
  return families.flatMap((family) => {
    const own = Object.keys(family.variants);
    const chosen = choice.variants.includes('all')
      ? own
      : own.filter((name) => choice.variants.includes(name));
    return [null, ...chosen].map((variant) => plannedRow(family, { variant, quick: choice.quick }));
  });
}

function plannedRow(
  family: RecommenderFamily,
  { variant, quick }: { readonly variant: string | null; readonly quick: boolean },
): PlannedRow {
  const own = new Set(Object.keys(knobs.parse(family.config.parse({}))));
  const changes = quick
    ? Object.fromEntries(Object.entries(QUICK_KNOBS).filter(([name]) => own.has(name)))
    : {};
  const config = recommenderConfig({ family, changes, ...(variant === null ? {} : { variant }) });
  return {
    model: family.id,
    variant,
    label: variant === null ? family.id : `${family.id}/${variant}`,
    title: family.title,
    kind: family.kind,
    config: knobs.parse(config),
  };
}

function unknownVariant(variant: string, known: readonly string[]): VidtokenError {
  return new VidtokenError({
    code: 'invalid-value',
    message: `None of the chosen models has a variant "${variant}".`,
    hint:
      known.length === 0
        ? 'They have no variants.'
        : `Their variants: ${[...new Set(known)].sort().join(', ')}; "all" takes them all.`,
    facts: { variant },
  });
}
