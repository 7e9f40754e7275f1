import { client } from '../../client.js';
import { useRequest } from '../../hooks/use-request.js';
import { ButtonLink } from '../../ui/button.jsx';
import { Failure } from '../../ui/failure.jsx';
import { Loading } from '../../ui/loading.jsx';
import { DataTable } from './data-table.jsx';
import { RunStatus } from './run-list.jsx';
import { formatDay, formatSeconds } from './run-words.js';

/** One run: when, how, with which result. */
export function RunPage({ id }: { readonly id: string }) {
  const { data, error, reload } = useRequest(`run ${id}`, (signal) => client.getRun({ id }, { signal }));
  return (
    <div class="runs-page">
      <ButtonLink href="/runs" kind="quiet" size="small" icon="back">
        All runs
      </ButtonLink>
      {error !== undefined && <Failure title="The run could not be loaded" error={error} onRetry={reload} />}
      {data === undefined && error === undefined && <Loading label="Loading the run" />}
      {data !== undefined && (
        <>
          <header>
            <h1>{data.command}</h1>
            <p class="runs-facts">
              <RunStatus status={data.status} /> {formatDay(data.startedAt)} · {formatSeconds(data.seconds)} ·
              version {data.codeVersion}
            </p>
          </header>
          {data.tables.map((table) => (
            <DataTable key={table.title} title={table.title} table={table} notes={table.notes} />
          ))}
          <dl class="run-facts">
            <Fact name="Run" value={data.id} />
            <Fact name="Space" value={data.spaceId} />
            <Fact name="Seed" value={data.seed === null ? null : `${data.seed}`} />
            <Fact name="Data" value={data.dataHash} />
            <Fact name="Prompt" value={data.promptHash} />
          </dl>
          <Raw title="Report" value={data.report} isOpen={data.tables.length === 0} />
          <Raw title="Configuration" value={data.config} isOpen={false} />
        </>
      )}
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string | null }) {
  if (value === null) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <code>{value}</code>
      </dd>
    </div>
  );
}

interface RawProps {
  readonly title: string;
  readonly value: unknown;
  readonly isOpen: boolean;
}

/** What was written down, as it was written. */
function Raw({ title, value, isOpen }: RawProps) {
  if (value === null || value === undefined) return null;
  return (
    <details class="run-raw" open={isOpen}>
      <summary>{title}</summary>
      <pre {...SCROLLED}>{JSON.stringify(value, null, 2)}</pre>
    </details>
  );
}

/** Wide lines are scrolled with keys as well. */
const SCROLLED = { tabIndex: 0 } as const;
