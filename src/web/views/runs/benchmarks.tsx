import type { RunPage } from '../../../client/index.js';
import { client } from '../../client.js';
import { useRequest } from '../../hooks/use-request.js';
import { addressOf } from '../../routes.js';
import { Failure } from '../../ui/failure.jsx';
import { Loading } from '../../ui/loading.jsx';
import { DataTable } from './data-table.jsx';
import { formatDay } from './run-words.js';

type Run = RunPage['runs'][number];

const MOST = 4;

/** The newest benchmark of each kind, with its tables. */
export function Benchmarks({ runs }: { readonly runs: readonly Run[] }) {
  const newest = new Map<string, Run>();
  for (const run of runs) {
    if (/^benchmark\b/.test(run.command) && !newest.has(run.command)) newest.set(run.command, run);
  }
  return (
    <section class="runs-section" aria-labelledby="benchmarks-title">
      <h2 id="benchmarks-title">Benchmarks</h2>
      {newest.size === 0 && (
        <p class="runs-note">
          None was run on this store yet. <code>vidtoken benchmark retrieval --label &lt;name&gt;</code>{' '}
          measures how well tokens find videos with the same label.
        </p>
      )}
      {[...newest.values()].slice(0, MOST).map((run) => (
        <Benchmark key={run.id} run={run} />
      ))}
    </section>
  );
}

function Benchmark({ run }: { readonly run: Run }) {
  const { data, error, reload } = useRequest(`run ${run.id}`, (signal) =>
    client.getRun({ id: run.id }, { signal }),
  );
  return (
    <article class="benchmark">
      <p class="runs-facts">
        <a href={addressOf({ view: 'runs', id: run.id, query: new URLSearchParams() })}>{run.command}</a> ·{' '}
        {formatDay(run.startedAt)}
      </p>
      {error !== undefined && (
        <Failure isInline title="This benchmark could not be loaded" error={error} onRetry={reload} />
      )}
      {data === undefined && error === undefined && <Loading />}
      {data?.tables.length === 0 && <p class="runs-note">It has no tables ({data.status}).</p>}
      {data?.tables.map((table) => (
        <DataTable key={table.title} title={table.title} table={table} notes={table.notes} />
      ))}
    </article>
  );
}
