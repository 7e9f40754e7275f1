import { useState } from 'preact/hooks';
import { client } from '../../client.js';
import { countOf } from '../../format.js';
import { useRequest } from '../../hooks/use-request.js';
import { libraryAddress } from '../../library-filters.js';
import { Button, ButtonLink } from '../../ui/button.jsx';
import { Failure } from '../../ui/failure.jsx';
import { Loading } from '../../ui/loading.jsx';
import { say } from '../../ui/toasts.js';
import { VideoTile } from '../../ui/video-tile.jsx';
import type { DistinctiveValue } from './describe-set.js';
import { filterOfSet, idsForFilter } from './set-filter.js';

interface SetPanelProps {
  readonly ids: readonly string[];
  readonly traits: readonly DistinctiveValue[];
  readonly onClose: () => void;
}

const SHOWN_AT_ONCE = 24;

/** The videos inside a lasso: how many, what sets them apart, and their pictures. */
export function SetPanel({ ids, traits, onClose }: SetPanelProps) {
  const [wanted, setWanted] = useState(SHOWN_AT_ONCE);
  const filter = filterOfSet(ids);
  const copy = (text: string, what: string) => {
    navigator.clipboard.writeText(text).then(
      () => say(`${what} copied`),
      () => say(`The browser does not allow copying. Select the text instead.`, 'bad'),
    );
  };
  const pages = Array.from({ length: Math.ceil(Math.min(wanted, ids.length) / SHOWN_AT_ONCE) }, (_, page) =>
    ids.slice(page * SHOWN_AT_ONCE, (page + 1) * SHOWN_AT_ONCE),
  );
  return (
    <aside class="map-set" aria-label="Chosen videos">
      <header>
        <h2 aria-live="polite">{countOf(ids.length, 'video')}</h2>
        <Button kind="quiet" size="small" icon="close" aria-label="Close the set" onClick={onClose} />
      </header>
      {traits.length > 0 && (
        <>
          <h3>What sets them apart</h3>
          <ul class="map-traits">
            {traits.map((trait) => (
              <Trait key={`${trait.column} ${trait.value}`} trait={trait} of={ids.length} />
            ))}
          </ul>
        </>
      )}
      <div class="map-set-actions">
        {filter !== undefined && (
          <ButtonLink size="small" icon="library" href={libraryAddress({ ids })}>
            Open in the library
          </ButtonLink>
        )}
        <Button size="small" icon="copy" onClick={() => copy(ids.join('\n'), countOf(ids.length, 'id'))}>
          Copy ids
        </Button>
        {filter !== undefined && (
          <Button size="small" icon="filter" onClick={() => copy(filter, 'Filter')}>
            Copy filter
          </Button>
        )}
      </div>
      <div class="map-set-tiles">
        {pages.map((page) => (
          <Tiles key={page[0]} ids={page} />
        ))}
      </div>
      {wanted < ids.length && (
        <Button onClick={() => setWanted(wanted + SHOWN_AT_ONCE)}>
          Show {Math.min(SHOWN_AT_ONCE, ids.length - wanted)} more
        </Button>
      )}
    </aside>
  );
}

/** A label or cluster with its share; where the library can filter by it, a link there. */
function Trait({ trait, of }: { readonly trait: DistinctiveValue; readonly of: number }) {
  const { column, value, inSet, inAll, lift } = trait;
  const share = `${Math.round((inSet / of) * 100)} %`;
  const words = (
    <>
      <span class="map-trait-name">
        {column}: <strong>{value}</strong>
      </span>
      <span class="map-trait-bar" style={{ '--share': `${(inSet / of) * 100}%` }} aria-hidden="true" />
      <span class="map-trait-note">
        {share} of the set · {inSet} of {inAll} there are · {lift.toFixed(1)} × as often
      </span>
    </>
  );
  return (
    <li>
      {trait.isLabel ? (
        <a
          class="map-trait"
          href={libraryAddress({ labels: [{ name: column, value }] })}
          title="Open as filter"
        >
          {words}
        </a>
      ) : (
        <span class="map-trait">{words}</span>
      )}
    </li>
  );
}

function Tiles({ ids }: { readonly ids: readonly string[] }) {
  const parts = idsForFilter(ids);
  const { data, error, reload } = useRequest(`map set ${ids.join(' ')}`, async (signal) => {
    const videos = [];
    for (const part of parts) {
      const page = await client.listVideos(
        { where: filterOfSet(part) ?? '', limit: SHOWN_AT_ONCE },
        { signal },
      );
      videos.push(...page.videos);
    }
    return videos;
  });
  if (error !== undefined) {
    return <Failure isInline title="These videos could not be loaded" error={error} onRetry={reload} />;
  }
  if (data === undefined) return <Loading label="Loading videos" />;
  return (
    <ul class="map-tiles">
      {data.map((video) => (
        <li key={video.id}>
          <VideoTile video={video} />
        </li>
      ))}
    </ul>
  );
}
