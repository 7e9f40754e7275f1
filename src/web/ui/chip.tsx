import type { ComponentChildren } from 'preact';
import { Icon } from './icon.jsx';
import { seriesColor } from './series-color.js';
import './chip.css';

interface ChipProps {
  readonly children: ComponentChildren;
  readonly count?: number;
  /** Number of a group, shown as a dot in its colour. */
  readonly group?: number | null;
  readonly href?: string;
  readonly onToggle?: () => void;
  readonly isOn?: boolean;
  readonly onRemove?: () => void;
  /** What the removing button says, such as `Remove tag cat`. */
  readonly removeLabel?: string;
}

/** A small word: a link, a switch, a removable filter, or only a word. */
export function Chip(props: ChipProps) {
  const { href, onToggle, onRemove, isOn = false } = props;
  if (href !== undefined) {
    return (
      <a class="chip" href={href}>
        <ChipInside {...props} />
      </a>
    );
  }
  if (onToggle !== undefined) {
    return (
      <button type="button" class="chip" aria-pressed={isOn} onClick={onToggle}>
        <ChipInside {...props} />
      </button>
    );
  }
  if (onRemove !== undefined) {
    return (
      <button type="button" class="chip chip-on" onClick={onRemove} aria-label={props.removeLabel}>
        <ChipInside {...props} />
        <Icon name="close" size={13} />
      </button>
    );
  }
  return (
    <span class="chip">
      <ChipInside {...props} />
    </span>
  );
}

function ChipInside({ children, count, group }: ChipProps) {
  return (
    <>
      {group !== undefined && <span class="chip-dot" style={{ background: seriesColor(group) }} />}
      <span class="chip-text">{children}</span>
      {count !== undefined && <span class="chip-count">{count.toLocaleString('en')}</span>}
    </>
  );
}
