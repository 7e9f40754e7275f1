import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { messageOf } from '../../core/errors.js';
import { unreadableFile } from './unreadable-file.js';

/** A file with its columns and its rows, a row group at a time. */
export interface ParquetRows {
  readonly columns: readonly string[];
  /** Memory: the rows of one row group. */
  groups(columns: readonly string[]): AsyncGenerator<readonly Readonly<Record<string, unknown>>[]>;
}

/** Opens a Parquet file without compression or with Snappy. @throws VidtokenError `invalid-value` */
export async function openParquet(file: string): Promise<ParquetRows> {
  const attempt = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw unreadableFile(file, {
        reason: messageOf(error),
        hint: 'Write it as Parquet without compression or with Snappy, or as CSV or JSON lines.',
        cause: error,
      });
    }
  };
  const buffer = await attempt(() => asyncBufferFromFile(file));
  const metadata = await attempt(() => parquetMetadataAsync(buffer));
  return {
    columns: metadata.schema.slice(1).map(({ name }) => name),
    async *groups(columns) {
      let rowStart = 0;
      for (const group of metadata.row_groups) {
        const range = { rowStart, rowEnd: rowStart + Number(group.num_rows) };
        yield await attempt(() =>
          parquetReadObjects({ file: buffer, metadata, columns: [...columns], ...range }),
        );
        rowStart = range.rowEnd;
      }
    },
  };
}
