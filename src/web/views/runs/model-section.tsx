import type { ModelDetail, ModelList } from '../../../client/index.js';
import { client } from '../../client.js';
import { countOf, formatNumber } from '../../format.js';
import { useRequest } from '../../hooks/use-request.js';
import { navigate } from '../../router.js';
import { Failure } from '../../ui/failure.jsx';
import { Loading } from '../../ui/loading.jsx';
import { Select } from '../../ui/select.jsx';
import { chartsOf } from './chart-curves.js';
import { compareDiagnostics } from './compare-models.js';
import { CurveFigure } from './curve-figure.jsx';
import { formatDay, shortId } from './run-words.js';

type Summary = ModelList['models'][number];

interface ModelSectionProps {
  readonly models: readonly Summary[];
  /** `model` and `compare` name the chosen ones. */
  readonly query: URLSearchParams;
}

/** One trained model, alone or beside another one. */
export function ModelSection({ models, query }: ModelSectionProps) {
  const current = models.find(({ isCurrent }) => isCurrent) ?? models[0];
  const chosen = models.find(({ id }) => id === query.get('model')) ?? current;
  const other = models.find(({ id }) => id === query.get('compare') && id !== chosen?.id);
  const own = useModel(chosen?.id);
  const compared = useModel(other?.id);
  if (chosen === undefined) return null;
  const go = (model: string, compare: string) => {
    const next = new URLSearchParams({ model, ...(compare === '' ? {} : { compare }) });
    navigate({ view: 'runs', query: next }, { replace: true });
  };
  const choices = models.map((model) => ({ value: model.id, label: nameOfModel(model) }));
  const others = choices.filter(({ value }) => value !== chosen.id);
  return (
    <section class="runs-section" aria-labelledby="model-title">
      <header class="runs-head">
        <div>
          <h2 id="model-title">Model</h2>
          <p class="runs-facts">{factsOf(chosen)}</p>
        </div>
        <div class="runs-choices">
          <Select
            label="Model"
            value={chosen.id}
            choices={choices}
            onChange={(id) => go(id, other?.id === id ? '' : (other?.id ?? ''))}
          />
          {others.length > 0 && (
            <Select
              label="Compare with"
              value={other?.id ?? ''}
              choices={[{ value: '', label: 'nothing' }, ...others]}
              onChange={(id) => go(chosen.id, id)}
            />
          )}
        </div>
      </header>
      <Diagnostics chosen={chosen} other={other} />
      {own.error !== undefined && (
        <Failure isInline title="The curves could not be loaded" error={own.error} onRetry={own.reload} />
      )}
      {compared.error !== undefined && (
        <Failure
          isInline
          title="The other model could not be loaded"
          error={compared.error}
          onRetry={compared.reload}
        />
      )}
      {own.data === undefined && own.isLoading && <Loading label="Loading the curves" />}
      {own.data !== undefined && (
        <Curves own={own.data} other={other === undefined ? undefined : compared.data} />
      )}
    </section>
  );
}

function useModel(id: string | undefined) {
  return useRequest(id === undefined ? undefined : `model ${id}`, (signal) =>
    client.getModel({ id: id ?? '' }, { signal }),
  );
}

function Curves({ own, other }: { readonly own: ModelDetail; readonly other: ModelDetail | undefined }) {
  const charts = chartsOf(own.curves, other?.curves ?? []);
  if (charts.length === 0) {
    return <p class="runs-note">This model has no training curves: its version did not write them down.</p>;
  }
  return (
    <div class="runs-charts">
      {charts.map((chart) => (
        <CurveFigure key={chart.unit} title={shortId(own.id)} chart={chart} />
      ))}
    </div>
  );
}

function Diagnostics({ chosen, other }: { readonly chosen: Summary; readonly other: Summary | undefined }) {
  const rows = compareDiagnostics(chosen.diagnostics, other?.diagnostics).filter(
    ({ value, other: beside }) => value !== null || (beside !== null && beside !== undefined),
  );
  if (rows.length === 0) return null;
  return (
    <dl class="diagnostics">
      {rows.map(({ name, value, chance, meaning, other: beside }) => (
        <div key={name} class="diagnostic">
          <dt>{name}</dt>
          <dd class="diagnostic-value">
            {value === null ? '–' : formatNumber(value)}
            {other !== undefined && (
              <span class="diagnostic-other">
                <span class="hidden-text">other model: </span>
                {beside === null || beside === undefined ? '–' : formatNumber(beside)}
              </span>
            )}
            {chance !== null && <span class="diagnostic-chance">chance {formatNumber(chance)}</span>}
          </dd>
          <dd class="diagnostic-meaning">{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}

function nameOfModel({ id, isCurrent }: Summary): string {
  return `${shortId(id)}${isCurrent ? ' (in use)' : ''}`;
}

function factsOf(model: Summary): string {
  const { dimension, epochs, trainingVideos, validationVideos, trainedAt } = model;
  return [
    dimension > 0 ? `${dimension} numbers a token` : undefined,
    epochs === null ? undefined : countOf(epochs, 'epoch'),
    trainingVideos === null ? undefined : `${countOf(trainingVideos, 'training video')}`,
    validationVideos === null ? undefined : `${validationVideos} held out`,
    trainedAt === null ? undefined : formatDay(trainedAt),
  ]
    .filter((fact) => fact !== undefined)
    .join(' · ');
}
