import { VidtokenError } from '../../core/errors.js';
import { type ContentHash, videoId } from '../../core/ids.js';
import { allFinite, norm } from '../../math/vector.js';
import type { Filter } from '../filter/filter.js';
import { noSuchVideo } from '../no-such-video.js';
import { ProblemError } from '../problem-error.js';
import type { Service } from '../service.js';
import type { SearchSource } from './search-source.js';

export interface TokenSearchOptions {
  readonly filter: Filter | undefined;
  readonly exact: boolean;
}

type TokenService = Pick<Service, 'library' | 'encoder' | 'metrics'>;

/**
 * The videos nearest to a stored one, without itself and its exact copies.
 * @throws ProblemError 404 `no-such-video`, 409 `conflict` when it has no token; VidtokenError `no-model`
 */
export async function sourceOfVideo(
  { library }: TokenService,
  { id, ...options }: TokenSearchOptions & { readonly id: string },
): Promise<SearchSource> {
  const wanted = videoId(id);
  const hash = await library.contentHash(wanted);
  if (hash === undefined) throw noSuchVideo(id);
  requiredSpace(library);
  const vector = (await library.tokens([wanted])).get(wanted);
  if (vector === undefined) {
    throw new ProblemError({
      status: 409,
      code: 'conflict',
      message: `Video "${id}" has no token yet, so nothing can be compared with it.`,
      hint: 'It gets one when the next embedding job has run, or with: vidtoken embed',
    });
  }
  const source = tokenSource(library, { ...options, vector, excludeHashes: [hash] });
  return { ...source, subject: { kind: 'video', id: wanted } };
}

/** @throws ProblemError 400 `invalid-request` naming the dimension; VidtokenError `no-model` */
export function sourceOfVector(
  { library }: TokenService,
  { values, ...options }: TokenSearchOptions & { readonly values: readonly number[] },
): SearchSource {
  const { dimension, id } = requiredSpace(library);
  const vector = Float32Array.from(values);
  if (vector.length !== dimension) {
    throw wrongVector(
      `has ${vector.length} numbers; vectors of the space "${id}" have ${dimension}`,
      'Vectors of this space come from POST /v1/embed.',
    );
  }
  if (!allFinite(vector)) throw wrongVector('holds a number that is too large for 32 bits', undefined);
  if (norm(vector) === 0) throw wrongVector('has no direction: all its numbers are 0', undefined);
  return tokenSource(library, { ...options, vector, excludeHashes: [] });
}

/** @throws ProblemError 415 for anything but JPEG, PNG and WebP; VidtokenError `no-model`, `space-mismatch` */
export async function sourceOfPicture(
  { library, encoder, metrics }: TokenService,
  {
    base64,
    signal,
    ...options
  }: TokenSearchOptions & { readonly base64: string; readonly signal: AbortSignal },
): Promise<SearchSource> {
  const picture = Buffer.from(base64, 'base64');
  if (!isPicture(picture)) {
    throw new ProblemError({
      status: 415,
      code: 'unsupported-media-type',
      message: 'The frame is no JPEG, PNG or WebP picture.',
      hint: 'Send the bytes of the picture file as base64, without a "data:" prefix.',
      errors: [{ path: 'frame', message: 'is no JPEG, PNG or WebP picture' }],
    });
  }
  const { id } = requiredSpace(library);
  const { token, spaceId } = await metrics.time('encode', () => encoder.embedPicture(picture, signal));
  if (spaceId !== id) {
    throw new VidtokenError({
      code: 'space-mismatch',
      message: `The picture was embedded in the space "${spaceId}", the stored videos are in "${id}".`,
      hint: 'A new model is being applied; try again when its embedding job has run.',
      facts: { asked: spaceId, stored: id },
    });
  }
  return tokenSource(library, { ...options, vector: token, excludeHashes: [] });
}

function tokenSource(
  library: Service['library'],
  options: TokenSearchOptions & {
    readonly vector: Float32Array;
    readonly excludeHashes: readonly ContentHash[];
  },
): SearchSource {
  const { vector, excludeHashes, filter, exact } = options;
  return {
    mode: 'token',
    spaceId: requiredSpace(library).id,
    exact: exact || library.state().index === 'memory',
    subject: undefined,
    needsPool: false,
    comparesTokens: true,
    rank: (limit) =>
      library.nearest({ vector, limit, excludeHashes, exact, ...(filter === undefined ? {} : { filter }) }),
  };
}

function requiredSpace(library: Service['library']) {
  const { space } = library.state();
  if (space !== undefined) return space;
  throw new VidtokenError({
    code: 'no-model',
    message: 'No stored video has a token yet, so nothing can be compared.',
    hint: 'Add videos: the first embedding job trains a model from four of them on. Words can be searched for already.',
  });
}

function wrongVector(what: string, hint: string | undefined): ProblemError {
  return new ProblemError({
    status: 400,
    code: 'invalid-request',
    message: `The vector ${what}.`,
    ...(hint === undefined ? {} : { hint }),
    errors: [{ path: 'vector', message: what }],
  });
}

const JPEG = [0xff, 0xd8, 0xff];
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function isPicture(bytes: Buffer): boolean {
  const startsWith = (magic: readonly number[]): boolean =>
    magic.every((byte, index) => bytes[index] === byte);
  const isWebp = bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';
  return startsWith(JPEG) || startsWith(PNG) || isWebp;
}
