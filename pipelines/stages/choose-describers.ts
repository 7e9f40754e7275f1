import { VidtokenError } from '../../src/core/errors.js';
import type { VideoStore } from '../../src/core/store.js';
import { tagsModelsPresent } from '../../src/describe/tags/tags-models.js';
import { findModel } from '../../src/inference/hub/find-model.js';
import type { PipelineContext } from '../context.js';
import { countDescribers } from './count-describers.js';
import type { TeacherOptions } from './teacher-options.js';

/** In place of a list of ids: what the store has, else the best that is configured. */
export const AUTO_DESCRIBER = 'auto';

export interface ChosenDescribers {
  readonly ids: readonly string[];
  /** One sentence for people. */
  readonly why: string;
}

/** The text that came with a video is asked first: it is free, and somebody meant it. */
const FIRST = 'manifest';

/**
 * Who describes. A list is taken as it is. `auto` stays with the describer that the store has been described by, so
 * that it never changes by itself; a store without descriptions gets the best describer that is configured:
 *
 * 1. `openai` when a model is named and a key or an endpoint is set: naming the model is what allows spending;
 * 2. `transformers` when a model is named and its folder is there;
 * 3. `tags` when the weights of a classifier are there;
 * 4. `signal`.
 *
 * @throws VidtokenError `usage` when `auto` stands beside others
 */
export async function chooseDescribers(
  { describerIds, settings }: Pick<TeacherOptions, 'describerIds' | 'settings'>,
  { context, store }: { readonly context: PipelineContext; readonly store: VideoStore | undefined },
): Promise<ChosenDescribers> {
  if (!describerIds.includes(AUTO_DESCRIBER)) return { ids: describerIds, why: 'asked for with --describer' };
  if (describerIds.length > 1) {
    throw new VidtokenError({
      code: 'usage',
      message: `--describer ${describerIds.join(',')} mixes "${AUTO_DESCRIBER}" with ids.`,
      hint: `Give either ${AUTO_DESCRIBER} or a list of ids.`,
    });
  }
  const usual = store === undefined ? undefined : await usualDescriber(store);
  const best = await bestDescriber(settings.model, context);
  if (usual === undefined) return { ids: [FIRST, best.id], why: best.why };
  const better = usual === best.id ? '' : `; --describer ${FIRST},${best.id} would change it (${best.why})`;
  return { ids: [FIRST, usual], why: `most videos of this store were described by ${usual}${better}` };
}

/** The describer of most stored descriptions that did not come with the video. */
async function usualDescriber(store: VideoStore): Promise<string | undefined> {
  const totals = new Map<string, number>();
  for (const { describerId, count } of await countDescribers(store)) {
    if (describerId === FIRST || describerId === 'none') continue;
    totals.set(describerId, (totals.get(describerId) ?? 0) + count);
  }
  const most = [...totals].sort(([, left], [, right]) => right - left)[0];
  return most?.[0];
}

async function bestDescriber(
  model: string | undefined,
  context: PipelineContext,
): Promise<{ readonly id: string; readonly why: string }> {
  const { endpoint, weightsFolder } = context;
  if (model !== undefined) {
    const local = await findModel({ weightsFolder, model });
    if (local !== undefined) return { id: 'transformers', why: `the model ${model} is in ${local.folder}` };
    const isConfigured = endpoint.baseUrl !== undefined || endpoint.apiKey !== undefined;
    if (isConfigured)
      return { id: 'openai', why: `an endpoint is configured and the model ${model} is named` };
  }
  const classifiers = await tagsModelsPresent(weightsFolder);
  if (classifiers.length > 0) {
    return { id: 'tags', why: `weights of ${classifiers.join(', ')} are in ${weightsFolder}` };
  }
  return { id: 'signal', why: 'no model is configured' };
}
