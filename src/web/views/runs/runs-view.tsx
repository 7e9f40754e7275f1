import { client } from '../../client.js';
import { useRequest } from '../../hooks/use-request.js';
import type { Route } from '../../routes.js';
import { Empty } from '../../ui/empty.jsx';
import { Failure } from '../../ui/failure.jsx';
import { Loading } from '../../ui/loading.jsx';
import { Benchmarks } from './benchmarks.jsx';
import { ModelSection } from './model-section.jsx';
import { RunList } from './run-list.jsx';
import { RunPage } from './run-page.jsx';
import './runs.css';

/** What was done to the store: trained models, benchmarks, and every run. */
export function RunsView({ route }: { readonly route: Route }) {
  if (route.view !== 'runs') return null;
  if (route.id !== undefined) return <RunPage key={route.id} id={route.id} />;
  return <Overview query={route.query} />;
}

function Overview({ query }: { readonly query: URLSearchParams }) {
  const runs = useRequest('runs', (signal) => client.listRuns({ limit: 200 }, { signal }));
  const models = useRequest('models', (signal) => client.listModels({}, { signal }));
  if (runs.error !== undefined && runs.data === undefined) {
    return <Failure title="The runs could not be loaded" error={runs.error} onRetry={runs.reload} />;
  }
  if (runs.data === undefined || (models.data === undefined && models.error === undefined)) {
    return <Loading label="Loading the runs" />;
  }
  const trained = models.data?.models ?? [];
  if (runs.data.runs.length === 0 && trained.length === 0) return <NoRuns />;
  return (
    <div class="runs-page">
      <h1>Runs</h1>
      {models.error !== undefined && (
        <Failure
          isInline
          title="The models could not be loaded"
          error={models.error}
          onRetry={models.reload}
        />
      )}
      {trained.length > 0 && <ModelSection models={trained} query={query} />}
      <Benchmarks runs={runs.data.runs} />
      <RunList first={runs.data} />
    </div>
  );
}

function NoRuns() {
  return (
    <Empty icon="runs" title="Nothing was run yet">
      <p>
        Training, benchmarks and every batch of videos leave a run here, with its curves and tables. Begin
        with <code>vidtoken embed &lt;folder&gt;</code>.
      </p>
    </Empty>
  );
}
