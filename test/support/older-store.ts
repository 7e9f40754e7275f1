import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, Index, type Table } from '@lancedb/lancedb';
import {
  Binary,
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  Int64,
  List,
  Schema,
  TimestampMillisecond,
  Utf8,
} from 'apache-arrow';
import { clustersSchema, failuresSchema, featuresSchema, runsSchema } from '../../src/store/table-schemas.js';
import { hashOf, STORE_SCHEMA } from './store-fixtures.js';

const required = (name: string, type: DataType) => new Field(name, type, false);
const optional = (name: string, type: DataType) => new Field(name, type, true);
const text = new Utf8();
const texts = new List(new Field('item', text, true));
const vectorOf = (width: number) => new FixedSizeList(width, new Field('item', new Float32(), true));

/** The columns of `videos` as the first version wrote them, spelled out. */
const OLDER_VIDEOS = new Schema([
  required('id', text),
  required('content_hash', text),
  required('uri', text),
  required('size_bytes', new Int64()),
  optional('title', text),
  required('tags', texts),
  required('labels', texts),
  required('metadata', text),
  optional('duration', new Float64()),
  required('width', new Int32()),
  required('height', new Int32()),
  optional('frame_rate', new Float64()),
  required('video_codec', text),
  optional('audio_codec', text),
  required('container', text),
  required('info', text),
  required('measurements', text),
  optional('provided_description', text),
  optional('description', text),
  optional('describer', text),
  optional('prompt_hash', text),
  required('metadata_hash', text),
  optional('token', vectorOf(8)),
  optional('space_id', text),
  optional('visual', vectorOf(4)),
  optional('audio', vectorOf(2)),
  optional('text', vectorOf(2)),
  optional('content_cluster', new Int32()),
  optional('token_cluster', new Int32()),
  required('batch', text),
  required('created_at', new TimestampMillisecond()),
  required('updated_at', new TimestampMillisecond()),
  required('thumbnail', new Binary()),
]);

/** A described row with a token of `testSpace()`. */
function olderRow(name: string): Record<string, unknown> {
  return {
    id: name,
    content_hash: hashOf(name),
    uri: `/videos/${name}.mp4`,
    size_bytes: 7n,
    tags: ['old'],
    labels: ['target=glutes'],
    metadata: '{}',
    width: 2,
    height: 2,
    video_codec: 'h264',
    container: 'mp4',
    info: '{"container":"mp4","video":{"codec":"h264","width":2,"height":2,"rotationDegrees":0}}',
    measurements: '{}',
    description: `An old film of a ${name}`,
    describer: 'signal',
    prompt_hash: 'none',
    metadata_hash: 'm',
    token: [1, 1, 1, 1, 1, 1, 1, 1],
    space_id: 'space-a',
    batch: 'run-1',
    created_at: 1_700_000_000_000,
    updated_at: 1_700_000_000_000,
    thumbnail: Uint8Array.of(1),
  };
}

interface OlderStoreOptions {
  readonly folder: string;
  readonly names: readonly string[];
  /** Lets a test do to `videos` what a killed writer of today would have done. */
  readonly change?: (videos: Table) => Promise<void>;
}

/** A store as the version before describers with models left it: five tables, fewer columns and text indexes. */
export async function makeOlderStore({ folder, names, change }: OlderStoreOptions): Promise<void> {
  const { tokenDimension, extractors } = STORE_SCHEMA;
  await writeFile(join(folder, 'store.json'), JSON.stringify({ format: 1, tokenDimension, extractors }));
  const database = await connect(join(folder, 'lancedb'));
  const videos = await database.createEmptyTable('videos', OLDER_VIDEOS);
  await videos.add(names.map(olderRow));
  for (const column of ['description', 'title', 'tags']) {
    const config = Index.fts({ baseTokenizer: 'icu/split', removeStopWords: false, withPosition: false });
    await videos.createIndex(column, { config, name: `${column}_idx` });
  }
  await videos.createIndex('id', { config: Index.btree(), name: 'id_idx' });
  await database.createEmptyTable('features', featuresSchema);
  await database.createEmptyTable('failures', failuresSchema);
  await database.createEmptyTable('runs', runsSchema);
  await database.createEmptyTable('clusters', clustersSchema);
  await change?.(videos);
  database.close();
}
