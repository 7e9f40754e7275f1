import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { videoTokenConfigSchema } from '../../../models/video-token/config.js';
import { createProgress } from '../../../src/cli/progress.js';
import { messageOf, VidtokenError } from '../../../src/core/errors.js';
import { silentLogger } from '../../../src/core/runtime.js';
import { selectBackend } from '../../../src/tensor/backend.js';
import { BACKEND_NAMES } from '../../../src/tensor/backend-names.js';
import { CONCATENATION } from './feature-vectors.js';
import { loadQualityClips } from './quality-clips.js';
import { qualityDefinitions, tableTwoDefinitions } from './quality-definitions.js';
import { qualityMarkdown } from './quality-markdown.js';
import { qualityTable } from './quality-report.js';
import { innerSplits, outerSplit } from './quality-split.js';
import { readySplit, referenceRows, tokenRows } from './quality-study.js';
import { createRunCache, hashCode } from './run-cache.js';
import { variants } from './variants.js';

/*
 * The quality bench: does the token find clips better than the features it was distilled from?
 *   node main.js --store <folder> --variants paper,bag-of-words --seeds 5 --cache data/bench-quality [--markdown]
 * Trains every recipe with every seed, one at a time, on the clips whose ids start with 0 to b, and scores on c to f;
 * `--inner 0,1` does the same within 0 to b, to choose recipes by. Finished trainings are kept in the cache. Words and
 * progress on standard error, JSON (or the README's tables) on standard output.
 */
const { values } = parseArgs({
  options: {
    store: { type: 'string' },
    variants: { type: 'string', default: Object.keys(variants).join(',') },
    seeds: { type: 'string', default: '5' },
    inner: { type: 'string' },
    cache: { type: 'string', default: 'data/bench-quality' },
    backend: { type: 'string', default: 'auto' },
    knobs: { type: 'string', default: '{}' },
    'query-seed': { type: 'string', default: '1' },
    'any-code': { type: 'boolean', default: false },
    'report-only': { type: 'boolean', default: false },
    'features-only': { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
  },
});
const CODE = fileURLToPath(new URL('../../../', import.meta.url));

try {
  await main();
} catch (error) {
  const hint = error instanceof VidtokenError && error.hint !== undefined ? `\n${error.hint}` : '';
  process.stderr.write(`error: ${messageOf(error)}${hint}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort(new Error('interrupted; run the same again to go on')));
  const clock = Date.now;
  const runtime = { clock, logger: silentLogger, signal: abort.signal };
  const seeds = Array.from({ length: integer('seeds') }, (_, index) => index + 1);
  const isInner = values.inner !== undefined;
  const tableTwo = isInner ? [] : tableTwoDefinitions;
  const stored = await loadQualityClips({ ...runtime, folder: required('store') });
  const definitions = [...qualityDefinitions, ...tableTwo];
  const seed = integer('query-seed');
  const splits = (values.inner === undefined ? [outerSplit] : innerSplits(values.inner)).map((split) =>
    readySplit({ ...stored, split, definitions, seed }),
  );
  const backend = values['report-only'] || values['features-only'] ? undefined : await startBackend();
  const codeHash = await hashCode(
    ['models/video-token', 'src/tensor', 'src/math'].map((part) => join(CODE, part)),
  );
  const folder = resolve(values.cache);
  const progress = createProgress({ stream: process.stderr, clock, quiet: values.quiet });
  const tokens = await tokenRows({
    ...runtime,
    splits,
    variants: values['features-only'] ? [] : chosenVariants(),
    seeds,
    overrides: overrides(),
    cache: createRunCache({ folder, codeHash: values['any-code'] ? undefined : codeHash }),
    reportOnly: values['report-only'],
    codeHash,
    folder,
    progress,
    say,
  }).finally(() => progress.close());
  say('scoring the vectors of features');
  const table = qualityTable({ rows: [...referenceRows(splits), ...tokens], concatenation: CONCATENATION });
  if (values.markdown) {
    process.stdout.write(
      qualityMarkdown({ table, definitions: qualityDefinitions, tableTwo, concatenation: CONCATENATION }),
    );
    return;
  }
  const facts = splits.map(({ split, clips, isEvaluated, dataHash, tasks }) => ({
    ...split,
    clips: clips.length,
    evaluated: isEvaluated.filter(Boolean).length,
    dataHash,
    definitions: tasks.definitions.map(({ id, metric, cutoff, tasks: byColumn }) => ({
      id,
      metric,
      cutoff,
      gallery: byColumn.target.gallery.length,
      queries: byColumn.target.queryIndexes.length,
      soundGallery: byColumn.soundLabelled.gallery.length,
      soundQueries: byColumn.soundLabelled.queryIndexes.length,
    })),
  }));
  const report = { splits: facts, backend, codeHash, querySeed: seed, ...table };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
}

function chosenVariants() {
  return values.variants.split(',').map((text) => {
    const name = text.trim().replace(/^\+/, '');
    const variant = variants[name];
    if (variant === undefined) throw wrong('variants', name, `known: ${Object.keys(variants).join(', ')}`);
    return [name, variant] as const;
  });
}

/** Knobs for every recipe, for example `--knobs '{"epochs":2}'`. */
function overrides() {
  const text = values.knobs;
  const known = videoTokenConfigSchema.shape;
  const parsed = z.partialRecord(z.enum(Object.keys(known)), z.unknown()).safeParse(readJson(text));
  if (!parsed.success) throw wrong('knobs', text, 'see models/video-token/config.ts');
  return parsed.data;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrong('knobs', text, messageOf(error));
  }
}

async function startBackend() {
  const name = BACKEND_NAMES.find((known) => known === values.backend);
  if (name === undefined) throw wrong('backend', values.backend, `known: ${BACKEND_NAMES.join(', ')}`);
  return selectBackend({ name, logger: silentLogger });
}

function required(option: 'store'): string {
  const value = values[option];
  if (value === undefined || value === '') throw wrong(option, '', 'a store folder with learned features');
  return value;
}

function integer(option: 'seeds' | 'query-seed'): number {
  const value = Number(values[option]);
  if (!Number.isSafeInteger(value) || value < 1) throw wrong(option, values[option], 'a whole number from 1');
  return value;
}

function wrong(option: string, value: string, hint: string): VidtokenError {
  return new VidtokenError({
    code: 'invalid-value',
    message: `--${option} "${value}" is not possible.`,
    hint,
  });
}

function say(words: string): void {
  if (!values.quiet) process.stderr.write(`${words} …\n`);
}
