import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { extractorSetLabel } from '../src/core/features.js';
import type { RunRecord } from '../src/core/record.js';
import type { StatusReport } from '../src/core/reports/status-report.js';
import type { VideoStore } from '../src/core/store.js';
import type { PipelineContext } from './context.js';
import { countDescribers, describerCounts } from './stages/count-describers.js';
import { currentModel, type ModelOnDisk } from './stages/current-model.js';
import { HAS_MEDIA, HAS_NO_MEDIA } from './stages/media-rows.js';
import { withStore } from './stages/open-for-reading.js';

const LAST_RUNS = 5;
const MILLISECONDS = 1000;

/** What is stored, and what is stale and would be mended by which command. */
export async function storeStatus(options: {
  readonly context: PipelineContext;
  /** Also look for every stored file on disk. */
  readonly checkFiles: boolean;
}): Promise<StatusReport> {
  const { context } = options;
  return withStore(context, async (store) => {
    const model = await currentModel(context);
    const spaces = await store.videos.spaceCounts();
    const withToken = [...spaces].filter(([space]) => space !== null);
    const otherSpace = withToken.filter(([space]) => space !== model?.space.id);
    const runs = await store.runs.list();
    const withoutMedia = await store.videos.count(HAS_NO_MEDIA);
    return {
      dataFolder: context.dataFolder,
      videos: await store.videos.count(),
      withoutMedia,
      interactions: await store.interactions.count(),
      extractors: extractorSetLabel(store.schema.extractors),
      spaces: Object.fromEntries([...spaces].map(([space, count]) => [space ?? 'none', count])),
      model: model === undefined ? null : { spaceId: model.space.id, folder: model.folder },
      describers: describerCounts(await countDescribers(store)),
      teachers: await store.answers.totals(),
      quarantine: countCodes(await store.quarantine.list()),
      clusters: await clusterStatus(store),
      failures: countCodes(await store.failures.list()),
      indexes: (await store.videos.indexes()).map((index) => ({ ...index, columns: [...index.columns] })),
      stale: {
        withoutToken: (spaces.get(null) ?? 0) - withoutMedia,
        otherSpace: otherSpace.reduce((sum, [, count]) => sum + count, 0),
        withoutCluster: model === undefined ? 0 : await store.videos.count('content_cluster IS NULL'),
        tokenClustersOfOtherSpace: await hasForeignTokenClusters(store, model),
        missingFiles: options.checkFiles ? await missingFiles(store) : null,
        interruptedRuns: runs.filter((run) => run.status === 'interrupted').length,
      },
      lastRuns: runs.slice(0, LAST_RUNS).map(runLine),
      sizeBytes: await folderBytes(context.dataFolder),
    };
  });
}

function runLine(run: RunRecord): StatusReport['lastRuns'][number] {
  const { id, command, status, startedAtMs, finishedAtMs } = run;
  return {
    id,
    command,
    status,
    startedAt: new Date(startedAtMs).toISOString(),
    seconds: finishedAtMs === undefined ? null : (finishedAtMs - startedAtMs) / MILLISECONDS,
  };
}

async function clusterStatus(store: VideoStore): Promise<StatusReport['clusters']> {
  const content = await store.clusters.latest('content');
  const token = await store.clusters.latest('token');
  return {
    content: content === undefined ? null : { count: content.centroids.length, version: content.version },
    token:
      token === undefined
        ? null
        : { count: token.centroids.length, version: token.version, space: token.space },
  };
}

async function hasForeignTokenClusters(store: VideoStore, model: ModelOnDisk | undefined): Promise<boolean> {
  const set = await store.clusters.latest('token');
  return model !== undefined && set !== undefined && set.space !== model.space.id;
}

function countCodes(records: readonly { readonly code: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of records) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

async function missingFiles(store: VideoStore): Promise<string[]> {
  const missing: string[] = [];
  for await (const rows of store.videos.scanVectors({ where: HAS_MEDIA })) {
    for (const { uri } of rows) {
      const found = await access(uri).then(
        () => true,
        () => false,
      );
      if (!found) missing.push(uri);
    }
  }
  return missing;
}

async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
