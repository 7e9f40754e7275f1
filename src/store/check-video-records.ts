import type { EmbeddingSpace } from '../core/embedding.js';
import { VidtokenError } from '../core/errors.js';
import { MODALITIES, type Modality } from '../core/features.js';
import type { VideoId } from '../core/ids.js';
import type { VideoRecord } from '../core/record.js';
import { allFinite, norm } from '../math/vector.js';

interface CheckOptions {
  readonly space: EmbeddingSpace | undefined;
  readonly pooledWidths: ReadonlyMap<Modality, number>;
  /** `undefined` when the store has no such column: what records bring for it is left out. */
  readonly semanticWidth: number | undefined;
}

interface VectorPlace {
  readonly record: VideoRecord;
  readonly column: string;
  readonly width: number;
}

/**
 * Refuses records before anything of them reaches the table.
 * @throws VidtokenError `space-mismatch` for a token of another space than the given one, `invalid-value`
 *   for a vector of the wrong width, with a value that is not finite, or a token without direction, and for
 *   two contents with one id.
 */
export function checkVideoRecords(
  records: readonly VideoRecord[],
  { space, pooledWidths, semanticWidth }: CheckOptions,
): void {
  const holders = new Map<VideoId, VideoRecord>();
  for (const record of records) {
    const other = holders.get(record.id);
    if (other !== undefined && other.contentHash !== record.contentHash)
      throw idTaken(record, other.contentHash);
    holders.set(record.id, record);
    checkToken(record, space);
    if (record.semantic !== undefined && semanticWidth !== undefined) {
      checkWidth(record.semantic, { record, column: 'semantic', width: semanticWidth });
    }
    for (const modality of MODALITIES) {
      const vector = record.pooled[modality];
      const width = pooledWidths.get(modality) ?? 0;
      if (vector !== undefined) checkVector(vector, { record, column: modality, width });
    }
  }
}

function checkToken(record: VideoRecord, space: EmbeddingSpace | undefined): void {
  const { token } = record;
  if (token === undefined) return;
  if (record.spaceId === undefined || (space !== undefined && record.spaceId !== space.id)) {
    throw new VidtokenError({
      code: 'space-mismatch',
      message: `Video "${record.id}" carries a token of space "${record.spaceId ?? 'unknown'}", the write is for "${space?.id ?? 'unknown'}".`,
      hint: 'Bring all videos into one space with: vidtoken reembed',
      facts: { id: record.id, stored: record.spaceId, wanted: space?.id },
    });
  }
  if (space !== undefined) checkVector(token, { record, column: 'token', width: space.dimension });
  // Cosine distance to the zero vector is undefined: such a row would vanish from every search.
  if (norm(token) === 0) throw invalidVector(record, 'its token is the zero vector');
}

function checkVector(vector: Float32Array, place: VectorPlace): void {
  checkWidth(vector, place);
  const { record, column } = place;
  if (!allFinite(vector))
    throw invalidVector(record, `its ${column} vector holds a value that is not finite`);
}

function checkWidth(vector: Float32Array, { record, column, width }: VectorPlace): void {
  if (vector.length === width) return;
  throw invalidVector(record, `its ${column} vector has ${vector.length} values, the column ${width}`);
}

function invalidVector(record: VideoRecord, what: string): VidtokenError {
  return new VidtokenError({
    code: 'invalid-value',
    message: `Video "${record.id}" (${record.uri}) cannot be stored: ${what}.`,
    hint: 'Nothing of this commit was written.',
    facts: { id: record.id, uri: record.uri },
  });
}

/** Ids are unique in the table; which of the contents should give way only a person knows. */
export function idTaken(record: VideoRecord, holder: string): VidtokenError {
  return new VidtokenError({
    code: 'invalid-value',
    message: `Id "${record.id}" is claimed by two contents: sha-256 ${holder.slice(0, 12)}… and ${record.contentHash.slice(0, 12)}….`,
    hint: `Give one of them another id, or run: vidtoken delete ${record.id}`,
    facts: { id: record.id },
  });
}
