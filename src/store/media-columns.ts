import type { Logger } from '../core/runtime.js';
import type { StoreTable } from './store-table.js';

/** Columns of `videos` that say something about a file: null in a row that stands for features without one. */
export const MEDIA_COLUMNS = [
  'width',
  'height',
  'video_codec',
  'container',
  'info',
  'measurements',
  'thumbnail',
] as const;

/**
 * Lets rows without media into a store of an earlier version, in which these columns could not be null. One commit
 * that changes the description of the columns alone (1 ms); a store that is up to date is left alone.
 */
export async function allowRowsWithoutMedia(videos: StoreTable, logger: Logger): Promise<void> {
  const { fields } = await videos.read('reading its columns', (table) => table.schema());
  const strict = MEDIA_COLUMNS.filter((name) =>
    fields.some((field) => field.name === name && !field.nullable),
  );
  if (strict.length === 0) return;
  logger.info({ columns: strict }, 'letting rows without media into a store of an earlier version');
  await videos.write('letting columns of "videos" be null', (table) =>
    table.alterColumns(strict.map((path) => ({ path, nullable: true }))),
  );
}
