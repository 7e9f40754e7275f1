import { type FetchProgress, fetchModel } from './fetch-model.js';
import { type FoundModel, findModel } from './find-model.js';
import type { HubConnection } from './hub-connection.js';
import { isHubId } from './hub-id.js';
import { requireModel, type WantedModel } from './require-model.js';

/** A model that may be downloaded where it is missing. */
export interface ObtainOptions extends WantedModel {
  /** True forbids every network access. */
  readonly offline: boolean;
  readonly connection: HubConnection;
  readonly signal: AbortSignal;
  onProgress?(progress: FetchProgress): void;
}

/**
 * The folder of a model, which is downloaded when it is not there.
 * @throws VidtokenError `weights-missing` with the command that fetches it when there is no network to be used or the
 *   name cannot be that of a model on the hub; else as `fetchModel`
 */
export async function obtainModel(options: ObtainOptions): Promise<FoundModel> {
  const found = await findModel(options);
  if (found !== undefined) return found;
  if (options.offline || !isHubId(options.model)) return requireModel(options);
  const { id, folder } = await fetchModel(options);
  return { id, folder };
}
