import { type ContentHash, videoId } from '../../core/ids.js';
import { allFinite, norm } from '../../math/vector.js';
import type { Filter } from '../filter/filter.js';
import { noSuchVideo } from '../no-such-video.js';
import { ProblemError } from '../problem-error.js';
import { requiredSpace } from '../required-space.js';
import type { Service } from '../service.js';
import type { SearchSource } from './search-source.js';

export interface TokenSearchOptions {
  readonly filter: Filter | undefined;
  readonly exact: boolean;
}

type TokenService = Pick<Service, 'library'>;

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

function wrongVector(what: string, hint: string | undefined): ProblemError {
  return new ProblemError({
    status: 400,
    code: 'invalid-request',
    message: `The vector ${what}.`,
    ...(hint === undefined ? {} : { hint }),
    errors: [{ path: 'vector', message: what }],
  });
}
