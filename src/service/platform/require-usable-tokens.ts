import type { PipelineContext } from '../../../pipelines/context.js';
import { VidtokenError } from '../../core/errors.js';
import { createTokenStore } from '../tokens/token-store.js';

/** @throws VidtokenError `configuration` when nobody could call the service because there is no token that is valid */
export async function requireUsableTokens(
  { dataFolder, clock, logger }: PipelineContext,
  host: string,
): Promise<void> {
  const tokens = await createTokenStore({ dataFolder, clock, logger }).list();
  if (tokens.some(({ isExpired }) => !isExpired)) return;
  throw new VidtokenError({
    code: 'configuration',
    message: `The service asks for tokens on ${host}, but there is none yet.`,
    hint: `Make one: vidtoken token create <name> --scope write --data ${dataFolder}`,
  });
}
