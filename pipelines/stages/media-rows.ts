import type { VideoRecord } from '../../src/core/record.js';

/** SQL condition of the rows behind which there is a file; the others were imported as features. */
export const HAS_MEDIA = 'container IS NOT NULL';
export const HAS_NO_MEDIA = 'container IS NULL';

/** A row with what was read from its file. */
export type MediaRow = VideoRecord & Required<Pick<VideoRecord, 'info' | 'measurements'>>;

export function hasMedia(row: VideoRecord): row is MediaRow {
  return row.info !== undefined && row.measurements !== undefined;
}
