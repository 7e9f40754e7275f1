import type { SchemaElement } from 'hyparquet-writer';
import { type ColumnSource, fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { VectorRow } from '../../src/core/store.js';
import { replaceFiles } from './replace-files.js';
import { type ExportSource, RowTally, type VectorKinds, vectorOf, type Written } from './vector-kinds.js';

/** Rows of one row group: some tens of megabytes of vectors at most are in memory. */
const ROW_GROUP = 4096;

/** Columns id, content_hash, uri, labels (JSON), description, cluster_id, token_cluster_id, and a list of floats per vector. */
export async function writeParquet({
  pages,
  kinds,
  out,
}: ExportSource & { readonly out: string }): Promise<Written> {
  const tally = new RowTally(kinds);
  await replaceFiles([out], async ([draft]) => {
    const writer = new ParquetWriter({ writer: fileWriter(draft as string), schema: schemaOf(kinds) });
    for await (const page of pages(ROW_GROUP)) {
      for (const row of page) tally.add(row);
      await writer.write({ columnData: columnsOf(page, kinds), rowGroupSize: ROW_GROUP });
    }
    await writer.finish();
  });
  return { rows: tally.rows, missing: tally.missing, files: [out] };
}

function schemaOf(kinds: VectorKinds): SchemaElement[] {
  const text = (name: string, repetition: 'REQUIRED' | 'OPTIONAL'): SchemaElement => ({
    name,
    type: 'BYTE_ARRAY',
    converted_type: 'UTF8',
    repetition_type: repetition,
  });
  const whole = (name: string): SchemaElement => ({ name, type: 'INT32', repetition_type: 'OPTIONAL' });
  const scalars = [
    text('id', 'REQUIRED'),
    text('content_hash', 'REQUIRED'),
    text('uri', 'REQUIRED'),
    { ...text('labels', 'REQUIRED'), converted_type: 'JSON' as const },
    text('description', 'OPTIONAL'),
    whole('cluster_id'),
    whole('token_cluster_id'),
  ];
  const lists = [...kinds.keys()].flatMap((kind): SchemaElement[] => [
    { name: kind, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
  ]);
  return [{ name: 'root', num_children: scalars.length + kinds.size }, ...scalars, ...lists];
}

function columnsOf(page: readonly VectorRow[], kinds: VectorKinds): ColumnSource[] {
  return [
    { name: 'id', data: page.map((row) => row.id) },
    { name: 'content_hash', data: page.map((row) => row.contentHash) },
    { name: 'uri', data: page.map((row) => row.uri) },
    { name: 'labels', data: page.map((row) => row.labels) },
    { name: 'description', data: page.map((row) => row.description ?? null) },
    { name: 'cluster_id', data: page.map((row) => row.contentClusterId ?? null) },
    { name: 'token_cluster_id', data: page.map((row) => row.tokenClusterId ?? null) },
    ...[...kinds.keys()].map((kind) => ({
      name: kind,
      data: page.map((row) => {
        const vector = vectorOf(row, kind);
        return vector === undefined ? null : Array.from(vector);
      }),
    })),
  ];
}
