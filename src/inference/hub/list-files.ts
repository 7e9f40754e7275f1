import { z } from 'zod';
import { messageOf, VidtokenError } from '../../core/errors.js';
import {
  downloadFailed,
  type HubConnection,
  hubAddress,
  hubRequest,
  requireSuccess,
} from './hub-connection.js';
import { type StallWatch, stallWatch } from './stall-watch.js';

/** A file of a model on the hub. */
export interface HubFile {
  /** Inside the repository, with `/`, checked to stay inside. */
  readonly path: string;
  readonly sizeBytes: number;
  /** What its bytes must hash to. */
  readonly digest: FileDigest;
}

/** `sha256` of large files, the Git object id (SHA-1 over a header and the bytes) of small ones. */
export interface FileDigest {
  readonly kind: 'sha256' | 'git-blob';
  readonly hex: string;
}

/** One state of a model on the hub. */
export interface HubListing {
  /** Commit that the revision means now. */
  readonly commit: string;
  readonly files: readonly HubFile[];
}

const MAXIMUM_PAGES = 50;
const MAXIMUM_ANSWER_BYTES = 16 * 2 ** 20;
const MAXIMUM_FILES = 20_000;

const revisionSchema = z.object({ sha: z.string().regex(/^[0-9a-f]{7,64}$/) });
const entriesSchema = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    oid: z.string().regex(/^[0-9a-f]{40}$/),
    size: z.number().int().nonnegative(),
    lfs: z
      .object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: z.number().int().nonnegative() })
      .nullish(),
  }),
);
type Entry = z.infer<typeof entriesSchema>[number];

interface ListOptions {
  readonly connection: HubConnection;
  /** Id on the hub. */
  readonly model: string;
  /** Branch, tag or commit. */
  readonly revision: string;
  /** Longest silence of the server. */
  readonly stallMs: number;
  readonly signal: AbortSignal;
}

/**
 * What a model is made of, by the API of the hub.
 * @throws VidtokenError `download-failed`; also when a path would leave the folder of the model
 */
export async function listFiles(options: ListOptions): Promise<HubListing> {
  const { connection, model, revision } = options;
  const about = hubAddress(connection, `api/models/${model}/revision/${encodeURIComponent(revision)}`);
  const { sha } = (await readJson(about, revisionSchema, options)).value;
  const files: HubFile[] = [];
  let next: URL | undefined = hubAddress(connection, `api/models/${model}/tree/${sha}?recursive=true`);
  for (let page = 0; next !== undefined; page += 1) {
    if (page >= MAXIMUM_PAGES || files.length > MAXIMUM_FILES) {
      throw downloadFailed(next, `the list of files has more than ${MAXIMUM_FILES} entries`);
    }
    const answer: Answer<Entry[]> = await readJson(next, entriesSchema, options);
    files.push(...answer.value.filter(({ type }) => type === 'file').map(fileOf));
    next = answer.next;
  }
  return { commit: sha, files };
}

function fileOf({ path, oid, size, lfs }: Entry): HubFile {
  if (!isConfined(path)) {
    throw new VidtokenError({
      code: 'download-failed',
      message: `The model lists a file ${JSON.stringify(path)}, which would lie outside of its folder. Nothing was written.`,
      hint: 'Do not use this model or this hub.',
    });
  }
  if (lfs !== undefined && lfs !== null) {
    return { path, sizeBytes: lfs.size, digest: { kind: 'sha256', hex: lfs.oid } };
  }
  return { path, sizeBytes: size, digest: { kind: 'git-blob', hex: oid } };
}

/** True for a relative path of plain names: no `..`, no drive, no backslash, no control character, no empty name. */
export function isConfined(path: string): boolean {
  return (
    !/[\\:\p{Cc}]/u.test(path) &&
    path.split('/').every((name) => name !== '' && name !== '.' && name !== '..')
  );
}

interface Answer<Value> {
  readonly value: Value;
  /** The next page. */
  readonly next: URL | undefined;
}

async function readJson<Value>(
  address: URL,
  schema: z.ZodType<Value>,
  options: ListOptions,
): Promise<Answer<Value>> {
  const { connection, signal, stallMs } = options;
  const stall = stallWatch(stallMs);
  try {
    const limits = AbortSignal.any([signal, stall.signal]);
    const response = await hubRequest(address, { connection, signal: limits });
    await requireSuccess(address, response);
    const parsed = schema.safeParse(parsedJson(address, await readBounded(address, response, stall)));
    if (!parsed.success) {
      throw downloadFailed(
        address,
        `the answer is not that of a model hub (${z.prettifyError(parsed.error)})`,
      );
    }
    return { value: parsed.data, next: nextPage(address, response.headers.get('link')) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof VidtokenError) throw error;
    const reason = stall.signal.aborted ? `nothing came for ${stallMs} ms` : messageOf(error);
    throw downloadFailed(address, reason, { retryable: true, cause: error });
  } finally {
    stall.stop();
  }
}

async function readBounded(address: URL, response: Response, stall: StallWatch): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    stall.reset();
    size += chunk.length;
    if (size > MAXIMUM_ANSWER_BYTES)
      throw downloadFailed(address, 'the answer is larger than any list of files');
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function parsedJson(address: URL, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw downloadFailed(address, 'the answer is not JSON', { cause: error });
  }
}

/** `Link: <address>; rel="next"`, followed only on the same server. */
function nextPage(address: URL, link: string | null): URL | undefined {
  const target = /<([^>]+)>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1];
  const next = target === undefined ? null : URL.parse(target, address.href);
  return next !== null && next.origin === address.origin ? next : undefined;
}
