import { VidtokenError } from '../core/errors.js';
import type { Logger } from '../core/runtime.js';
import type { StoreSchema } from '../core/store.js';
import { writeStoreFile } from './store-file.js';
import type { StoreTable } from './store-table.js';
import { videosSchema } from './videos-schema.js';

interface TokenColumnOptions {
  readonly videos: StoreTable;
  readonly folder: string;
  readonly schema: StoreSchema;
  readonly logger: Logger;
}

/** Width of the token column as it is; `undefined` when a killed change of width left none. */
export async function tokenColumnWidth(videos: StoreTable): Promise<number | undefined> {
  const { fields } = await videos.read('reading its columns', (table) => table.schema());
  const type: unknown = fields.find(({ name }) => name === 'token')?.type;
  return type instanceof Object && 'listSize' in type ? Number(type.listSize) : undefined;
}

/**
 * Gives the token column another width; all tokens go, because they are of another space anyway. The order
 * makes a kill harmless at any point: first the rows lose their space (they wait for a token from then on),
 * then the column goes, then the store's description changes, then the new column comes.
 * @returns the new schema of the store.
 */
export async function resizeTokens(options: TokenColumnOptions, dimension: number): Promise<StoreSchema> {
  const { videos, folder, logger } = options;
  const schema: StoreSchema = { ...options.schema, tokenDimension: dimension };
  logger.warn(
    { from: options.schema.tokenDimension, to: dimension },
    'the model has another dimension: all stored tokens are dropped and made again',
  );
  await forgetTokens(videos);
  if ((await tokenColumnWidth(videos)) !== undefined) {
    await videos.write('dropping the token column', (table) => table.dropColumns(['token']));
  }
  await writeStoreFile(folder, schema);
  await addTokenColumn(videos, schema);
  return schema;
}

/** @throws VidtokenError `store-corrupt` when a change of width was killed; the next writer repairs it. */
export async function requireTokenColumn(options: Omit<TokenColumnOptions, 'logger'>): Promise<void> {
  const width = await tokenColumnWidth(options.videos);
  if (width === options.schema.tokenDimension) return;
  throw new VidtokenError({
    code: 'store-corrupt',
    message: `The token column of the store in ${options.folder} is ${width === undefined ? 'missing' : `${width} wide`}, expected ${options.schema.tokenDimension}: a change of the token dimension was interrupted.`,
    hint: 'Finish it with: vidtoken reembed',
    facts: { folder: options.folder },
  });
}

/** Finishes what a killed `resizeTokens` began: the column gets the width that the store's description says. */
export async function repairTokens({ videos, folder, schema, logger }: TokenColumnOptions): Promise<void> {
  const width = await tokenColumnWidth(videos);
  if (width === schema.tokenDimension) return;
  logger.warn({ folder, found: width, expected: schema.tokenDimension }, 'repairing the token column');
  await forgetTokens(videos);
  if (width !== undefined) {
    await videos.write('dropping the token column', (table) => table.dropColumns(['token']));
  }
  await addTokenColumn(videos, schema);
}

async function forgetTokens(videos: StoreTable): Promise<void> {
  const where = 'space_id IS NOT NULL OR token_cluster IS NOT NULL';
  const affected = await videos.read('counting tokens', (table) => table.countRows(where));
  if (affected === 0) return;
  await videos.write('forgetting tokens', (table) =>
    table.update({ where, valuesSql: { space_id: 'NULL', token_cluster: 'NULL' } }),
  );
}

async function addTokenColumn(videos: StoreTable, schema: StoreSchema): Promise<void> {
  const type = `FixedSizeList(${schema.tokenDimension}, Float32)`;
  await videos.write('adding the token column', (table) =>
    table.addColumns([{ name: 'token', valueSql: `arrow_cast(NULL, '${type}')` }]),
  );
  videos.schema = videosSchema(schema);
}
