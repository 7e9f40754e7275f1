import { join } from 'node:path';
import type { ContentHash } from '../../src/core/ids.js';
import { saveCheckpoint } from '../../src/tensor/checkpoint.js';
import { durableFile } from '../../src/tensor/durable-file.js';
import { modelCard } from './model-card.js';
import type { ModelContents } from './model-identity.js';
import type { VideoTokenReport } from './report.js';
import { METRICS_FILE, metricsLines } from './training-state.js';

export const MODEL_FORMAT = 'vidtoken-video-token-1';

/**
 * Writes a model folder: `weights.bin`, `tokenizer.json`, `report.json`, `metrics.jsonl` (a row per
 * evaluation), `validation.json`, `card.md`, and
 * `config.json` last: a folder without it is not a model.
 * @throws VidtokenError `disk-full`, `store-unwritable`
 */
export async function saveModel(options: {
  readonly folder: string;
  readonly contents: ModelContents;
  readonly report: VideoTokenReport;
  /** Contents that were held out, so that a later evaluation can be honest. */
  readonly validationHashes: readonly ContentHash[];
}): Promise<void> {
  const { folder, contents, report } = options;
  const { modelHash } = report;
  await saveCheckpoint(join(folder, 'weights.bin'), { tensors: contents.tensors, facts: { modelHash } });
  await writeJson(join(folder, 'tokenizer.json'), contents.tokenizer);
  await writeJson(join(folder, 'report.json'), report);
  await durableFile(join(folder, METRICS_FILE), [metricsLines(report.history)]);
  await writeJson(join(folder, 'validation.json'), options.validationHashes);
  await durableFile(join(folder, 'card.md'), [modelCard(contents, report)]);
  const { config, extractors } = contents;
  await writeJson(join(folder, 'config.json'), { format: MODEL_FORMAT, modelHash, extractors, config });
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await durableFile(path, [`${JSON.stringify(value, undefined, 2)}\n`]);
}
