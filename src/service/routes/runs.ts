import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { readModelFacts } from '../../../models/video-token/read-model-facts.js';
import { readSavedReport } from '../../../models/video-token/read-saved-report.js';
import { listModels } from '../../../pipelines/models.js';
import type { RunRecord } from '../../core/record.js';
import type { ModelSummary as SavedModel } from '../../core/reports/models-report.js';
import { operations } from '../contract/operations.js';
import type { runSummary } from '../contract/run.js';
import { readCursor, writeCursor } from '../cursor.js';
import { modelSummaryOf } from '../knowledge/model-diagnostics.js';
import { tablesOf } from '../knowledge/result-tables/tables-of.js';
import { newestFirst, storedRuns } from '../knowledge/stored-runs.js';
import { trainingCurves } from '../knowledge/training-curves.js';
import { ProblemError } from '../problem-error.js';
import { addRoute } from '../route.js';
import type { Service } from '../service.js';

const placeSchema = z.object({ startedAtMs: z.number(), id: z.string() });

/** `GET /v1/runs`, `GET /v1/runs/{id}`, `GET /v1/models`, `GET /v1/models/{id}` */
export function addRunRoutes(app: FastifyInstance, service: Service): void {
  addRoute(app, operations.listRuns, async ({ query: { limit, cursor, command } }) => {
    const request = { operation: 'listRuns', parameters: { limit, command } };
    const after = cursor === undefined ? undefined : readCursor(request, { cursor, place: placeSchema });
    const wanted = (await storedRuns(service)).filter(
      (run) =>
        (command === undefined || run.command === command) &&
        (after === undefined || newestFirst(after, run) < 0),
    );
    const page = wanted.slice(0, limit);
    const last = page.at(-1);
    const isLast = last === undefined || wanted.length <= limit;
    const place = { startedAtMs: last?.startedAtMs, id: last?.id };
    return { runs: page.map(summaryOf), nextCursor: isLast ? null : writeCursor(request, place) };
  });
  addRoute(app, operations.getRun, async ({ params: { id } }) => {
    const run = (await storedRuns(service)).find((each) => each.id === id);
    if (run === undefined) throw absent('run', id);
    return {
      ...summaryOf(run),
      config: run.config,
      dataHash: run.dataHash ?? null,
      promptHash: run.promptHash ?? null,
      report: run.report ?? null,
      tables: tablesOf(run.command, run.report),
    };
  });
  addRoute(app, operations.listModels, async () => ({
    models: (await savedModels(service)).map(modelSummaryOf),
  }));
  addRoute(app, operations.getModel, async ({ params: { id } }) => {
    const model = (await savedModels(service)).find(({ spaceId }) => spaceId === id);
    if (model === undefined) throw absent('model', id);
    return {
      ...modelSummaryOf(model),
      curves: trainingCurves(await readSavedReport(model.folder)),
      config: model.problem === null ? (await readModelFacts(model.folder)).config : null,
    };
  });
}

/** Those of the folder in which models are looked up, and of the one into which the store trains. */
async function savedModels({ context }: Service): Promise<readonly SavedModel[]> {
  const { modelsFolder, trainedModelsFolder } = context;
  const first = await listModels({ context });
  if (trainedModelsFolder === modelsFolder) return first.models;
  const own = await listModels({ context: { ...context, modelsFolder: trainedModelsFolder } });
  const known = new Set(first.models.map(({ spaceId }) => spaceId));
  const isSelected = (model: SavedModel) => first.selected === null && model.selected;
  const others = own.models
    .filter(({ spaceId }) => !known.has(spaceId))
    .map((model) => ({ ...model, selected: isSelected(model) }));
  return [...first.models, ...others];
}

function summaryOf(run: RunRecord): z.infer<typeof runSummary> {
  const { id, command, status, startedAtMs, finishedAtMs, spaceId, seed, codeVersion } = run;
  return {
    id,
    command,
    status,
    startedAt: new Date(startedAtMs).toISOString(),
    seconds: finishedAtMs === undefined ? null : (finishedAtMs - startedAtMs) / 1000,
    spaceId: spaceId ?? null,
    seed: seed ?? null,
    codeVersion,
  };
}

function absent(what: 'run' | 'model', id: string): ProblemError {
  return new ProblemError({
    status: 404,
    code: `no-such-${what}`,
    message: `There is no ${what} "${id}".`,
    hint: `GET /v1/${what}s lists them.`,
  });
}
