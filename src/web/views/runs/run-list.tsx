import { useState } from 'preact/hooks';
import type { RunPage } from '../../../client/index.js';
import { client } from '../../client.js';
import { addressOf } from '../../routes.js';
import { Button } from '../../ui/button.jsx';
import { Failure } from '../../ui/failure.jsx';
import { formatDay, formatSeconds, shortId } from './run-words.js';

type Run = RunPage['runs'][number];

/** Every run, newest first. */
export function RunList({ first }: { readonly first: RunPage }) {
  const [more, setMore] = useState<readonly RunPage[]>([]);
  const [error, setError] = useState<unknown>(undefined);
  const [isLoading, setLoading] = useState(false);
  const pages = [first, ...more];
  const cursor = pages.at(-1)?.nextCursor ?? null;
  const loadMore = () => {
    if (cursor === null) return;
    setLoading(true);
    setError(undefined);
    client
      .listRuns({ limit: 200, cursor })
      .then((page) => setMore([...more, page]), setError)
      .finally(() => setLoading(false));
  };
  return (
    <section class="runs-section" aria-labelledby="runs-title">
      <h2 id="runs-title">All runs</h2>
      <ul class="run-list">
        {pages
          .flatMap(({ runs }) => runs)
          .map((run) => (
            <li key={run.id}>
              <RunLine run={run} />
            </li>
          ))}
      </ul>
      {error !== undefined && <Failure isInline title="No more runs" error={error} onRetry={loadMore} />}
      {cursor !== null && (
        <Button disabled={isLoading} onClick={loadMore}>
          Show older runs
        </Button>
      )}
    </section>
  );
}

function RunLine({ run }: { readonly run: Run }) {
  return (
    <a class="run-line" href={addressOf({ view: 'runs', id: run.id, query: new URLSearchParams() })}>
      <span class="run-name">{run.command}</span>
      <RunStatus status={run.status} />
      <span class="run-fact">{formatDay(run.startedAt)}</span>
      <span class="run-fact">{formatSeconds(run.seconds)}</span>
      <span class="run-fact run-space">{run.spaceId === null ? '' : shortId(run.spaceId)}</span>
    </a>
  );
}

/** A word with a colour; the word alone says it. */
export function RunStatus({ status }: { readonly status: string }) {
  const kind = /fail|error|abort|cancel/.test(status) ? 'bad' : /run/.test(status) ? 'busy' : 'good';
  return (
    <span class="run-status" data-kind={kind}>
      {status}
    </span>
  );
}
