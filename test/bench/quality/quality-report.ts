import { bootstrapMean } from '../../../src/math/bootstrap.js';
import { Random } from '../../../src/math/random.js';
import { COLUMNS, type Column, type VectorScores, VISUAL_LABELS } from './score-vectors.js';
import { tInterval } from './t-interval.js';

/** `features` is what tokens must beat; `descriptions` is the ceiling. */
export type RowKind = 'random' | 'features' | 'descriptions' | 'token';

/** A vector whose figures are known: one set of scores, or one per seed. */
export interface ScoredRow {
  readonly name: string;
  readonly kind: RowKind;
  /** [seeds] */
  readonly scores: readonly VectorScores[];
  readonly training?: TrainingFacts;
}

/** What the trainings of a row were like. */
export interface TrainingFacts {
  readonly words: string;
  readonly seeds: readonly number[];
  /** Seeds that were asked for and are not there, or not on every split. */
  readonly missingSeeds: readonly number[];
  readonly secondsPerRun: number;
  readonly epochs: number;
  readonly bestEpoch: number;
  readonly parameters: number;
  readonly watchedCrossEntropy: number;
  readonly backends: readonly string[];
  /** Hashes of the code that trained; more than one when other code was accepted. */
  readonly codeHashes: readonly string[];
}

export interface Figure {
  readonly mean: number;
  /** 95 %: Student's t over seeds for tokens, bootstrap over queries for all others; absent for a single seed. */
  readonly low?: number;
  readonly high?: number;
}

export interface QualityRow {
  readonly name: string;
  readonly kind: RowKind;
  readonly training?: TrainingFacts;
  readonly figures: Readonly<Record<string, Readonly<Record<Column, Figure>>>>;
  /** Of tokens, by definition. */
  readonly against?: Readonly<Record<string, Comparison>>;
}

export interface Comparison {
  /** Relative to the best vector of features in each column: 0.15 is 15 % more. */
  readonly gainOverBest: Readonly<Record<Column, number>>;
  /** Relative to all features side by side. */
  readonly gainOverConcatenation: Readonly<Record<Column, number>>;
  /** Each visual label is above every vector of features. */
  readonly winsEachVisualLabel: boolean;
  /** Sound is above all features side by side, with and without unlabelled clips; one may be equal, as at a full score. */
  readonly beatsConcatenationOnSound: boolean;
}

export interface BestFeatures {
  readonly name: string;
  readonly mean: number;
}

export interface QualityTable {
  /** By definition: the vector of features that scores best in each column. */
  readonly best: Readonly<Record<string, Readonly<Record<Column, BestFeatures>>>>;
  readonly rows: readonly QualityRow[];
}

/** Draws of the bootstrap: the same for every row, so that rows are paired. */
const BOOTSTRAP_SEED = 1;

/**
 * Means, intervals and comparisons of all rows.
 * @param options.concatenation name of the row with all features side by side
 * @throws RangeError when there is no row of features of that name
 */
export function qualityTable(options: {
  readonly rows: readonly ScoredRow[];
  readonly concatenation: string;
}): QualityTable {
  const rows = options.rows.map((row) => ({ row, figures: figuresOf(row) }));
  const features = rows.filter(({ row }) => row.kind === 'features');
  const concatenation = features.find(({ row }) => row.name === options.concatenation)?.figures;
  if (concatenation === undefined) throw new RangeError(`There is no row "${options.concatenation}".`);
  const best = mapEntries(concatenation, (id) =>
    byColumn(
      (column): BestFeatures =>
        features
          .map(({ row, figures }) => ({ name: row.name, mean: meanOf(figures, id, column) }))
          .reduce((left, right) => (right.mean > left.mean ? right : left)),
    ),
  );
  return {
    best,
    rows: rows.map(({ row, figures }): QualityRow => {
      const { name, kind, training } = row;
      const against = mapEntries(figures, (id) =>
        comparison({
          own: (column) => meanOf(figures, id, column),
          best: (column) => best[id]?.[column].mean ?? Number.NaN,
          concatenation: (column) => meanOf(concatenation, id, column),
        }),
      );
      return {
        name,
        kind,
        ...(training === undefined ? {} : { training }),
        figures,
        ...(kind === 'token' ? { against } : {}),
      };
    }),
  };
}

/** Several splits as one: the queries of all. */
export function joinScores(parts: readonly VectorScores[]): VectorScores {
  const [first] = parts;
  if (first === undefined) throw new RangeError('joinScores needs at least one part');
  return mapEntries(first, (id) => byColumn((column) => parts.flatMap((part) => part[id]?.[column] ?? [])));
}

function figuresOf({ scores, kind }: ScoredRow): QualityRow['figures'] {
  const [first] = scores;
  if (first === undefined) throw new RangeError('A row needs the scores of one seed at least.');
  return mapEntries(first, (id) =>
    byColumn((column): Figure => {
      if (kind === 'token') return tInterval(scores.map((seed) => mean(seed[id]?.[column] ?? [])));
      const values = first[id]?.[column] ?? [];
      if (kind === 'random') return { mean: mean(values) };
      return bootstrapMean({ values, random: new Random(BOOTSTRAP_SEED) });
    }),
  );
}

type Means = (column: Column) => number;

function comparison({
  own,
  best,
  concatenation,
}: Readonly<Record<'own' | 'best' | 'concatenation', Means>>): Comparison {
  const sounds = ['sound', 'soundLabelled'] as const;
  return {
    gainOverBest: byColumn((column) => own(column) / best(column) - 1),
    gainOverConcatenation: byColumn((column) => own(column) / concatenation(column) - 1),
    winsEachVisualLabel: VISUAL_LABELS.every((label) => own(label) > best(label)),
    beatsConcatenationOnSound: isAboveInSome(sounds, { own, other: concatenation }),
  };
}

function isAboveInSome(
  columns: readonly Column[],
  { own, other }: Readonly<Record<'own' | 'other', Means>>,
): boolean {
  return (
    columns.every((column) => own(column) >= other(column)) &&
    columns.some((column) => own(column) > other(column))
  );
}

function meanOf(figures: QualityRow['figures'], id: string, column: Column): number {
  return figures[id]?.[column].mean ?? Number.NaN;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function byColumn<Value>(read: (column: Column) => Value): Record<Column, Value> {
  return Object.fromEntries(COLUMNS.map((column) => [column, read(column)])) as Record<Column, Value>;
}

function mapEntries<Value>(
  of: Readonly<Record<string, unknown>>,
  read: (id: string) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.keys(of).map((id) => [id, read(id)]));
}
