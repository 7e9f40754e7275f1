import { useMemo } from 'preact/hooks';
import type { ClusterList } from '../../../client/index.js';
import { client, isProblem } from '../../client.js';
import { useRequest } from '../../hooks/use-request.js';
import type { Route } from '../../routes.js';
import { ButtonLink } from '../../ui/button.jsx';
import { Empty } from '../../ui/empty.jsx';
import { Failure } from '../../ui/failure.jsx';
import { Loading } from '../../ui/loading.jsx';
import { MapPage } from './map-page.jsx';
import { MissingMap } from './missing-map.jsx';
import './map.css';

/** All videos on a plane: what is alike stands side by side. */
export function MapView({ route }: { readonly route: Route }) {
  const map = useRequest('map', (signal) => client.getMap({}, { signal }));
  const clusters = useRequest('clusters content', (signal) =>
    client.listClusters({ kind: 'content' }, { signal }),
  );
  const tokenClusters = useRequest('clusters token', (signal) =>
    client.listClusters({ kind: 'token' }, { signal }),
  );
  const names = useMemo(
    () => ({ clusters: namesOf(clusters.data), tokenClusters: namesOf(tokenClusters.data) }),
    [clusters.data, tokenClusters.data],
  );
  if (isProblem(map.error, 'no-map')) return <MissingMap onMade={map.reload} />;
  if (map.error !== undefined) {
    return <Failure title="The map could not be loaded" error={map.error} onRetry={map.reload} />;
  }
  if (map.data === undefined) return <Loading label="Loading the map" />;
  if (map.data.ids.length === 0) return <EmptyMap />;
  const color = 'query' in route ? route.query.get('color') : null;
  return <MapPage map={map.data} names={names} color={color ?? undefined} onChanged={map.reload} />;
}

function EmptyMap() {
  return (
    <Empty
      icon="map"
      title="No video has a token yet"
      actions={
        <ButtonLink href="/add" kind="primary" icon="add">
          Add videos
        </ButtonLink>
      }
    >
      <p>The map shows videos by their tokens. Add videos, and they will stand here side by side.</p>
    </Empty>
  );
}

function namesOf(list: ClusterList | undefined): ReadonlyMap<number, string> {
  return new Map(list?.clusters.map(({ id, label }) => [id, label]));
}
