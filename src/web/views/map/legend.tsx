import { formatCount } from '../../format.js';
import type { LegendEntry } from './colouring.js';
import { cssColourOf } from './series.js';

interface LegendProps {
  readonly entries: readonly LegendEntry[];
  readonly isolated: number | undefined;
  readonly onIsolate: (key: number | undefined) => void;
}

/** What the colours mean and how many videos have each; pressing one shows it alone. It is the map in words as well. */
export function Legend({ entries, isolated, onIsolate }: LegendProps) {
  return (
    <ul class="map-legend" aria-label="Colours of the map, with the number of videos">
      {entries.map((entry) => (
        <li key={entry.key}>
          <button
            type="button"
            class="map-legend-entry"
            aria-pressed={entry.key === isolated}
            title={entry.key === isolated ? 'Show all again' : `Show ${entry.text} alone`}
            onClick={() => onIsolate(entry.key === isolated ? undefined : entry.key)}
          >
            <span class="map-legend-dot" style={{ background: cssColourOf(entry) }} />
            <span class="map-legend-text">{entry.text}</span>
            <span class="map-legend-count">{formatCount(entry.videos)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
