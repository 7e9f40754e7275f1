import { useState } from 'preact/hooks';
import { Chip } from '../../ui/chip.jsx';
import { seriesColor } from '../../ui/series-color.js';

const SHOWN_AT_FIRST = 8;

export interface FilterOption {
  readonly value: string;
  readonly label: string;
  readonly videos: number;
  readonly isOn: boolean;
  /** Number of a group, for its colour. */
  readonly group?: number;
  readonly onToggle: () => void;
}

interface FilterSectionProps {
  readonly title: string;
  readonly options: readonly FilterOption[];
  /** One below the other, for names of several words. */
  readonly asRows?: boolean;
}

/** Values of one kind to choose from, most frequent first. */
export function FilterSection({ title, options, asRows = false }: FilterSectionProps) {
  const [isWhole, setWhole] = useState(false);
  if (options.length === 0) return null;
  const hidden = options.length - SHOWN_AT_FIRST;
  const shown = isWhole ? options : options.filter(({ isOn }, place) => place < SHOWN_AT_FIRST || isOn);
  return (
    <fieldset class="filter-section">
      <legend>{title}</legend>
      <div class={asRows ? 'filter-rows' : 'chips'}>
        {shown.map((option) =>
          asRows ? (
            <FilterRow key={option.value} {...option} />
          ) : (
            <FilterChip key={option.value} {...option} />
          ),
        )}
      </div>
      {hidden > 0 && (
        <button type="button" class="text-button" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show fewer' : `Show ${hidden} more`}
        </button>
      )}
    </fieldset>
  );
}

function FilterChip({ label, videos, isOn, onToggle }: FilterOption) {
  return (
    <Chip count={videos} isOn={isOn} onToggle={onToggle}>
      {label}
    </Chip>
  );
}

function FilterRow({ label, videos, isOn, group, onToggle }: FilterOption) {
  return (
    <button type="button" class="filter-row" aria-pressed={isOn} title={label} onClick={onToggle}>
      {group !== undefined && <span class="chip-dot" style={{ background: seriesColor(group) }} />}
      <span class="chip-text">{label}</span>
      <span class="chip-count">{videos.toLocaleString('en')}</span>
    </button>
  );
}
