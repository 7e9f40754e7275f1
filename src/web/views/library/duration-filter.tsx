import { useEffect, useState } from 'preact/hooks';

interface DurationFilterProps {
  /** Of all videos, in seconds. */
  readonly least: number;
  readonly most: number;
  readonly shortest: number | undefined;
  readonly longest: number | undefined;
  /** An end that lies at the edge is undefined: it does not filter. */
  readonly onChange: (shortest: number | undefined, longest: number | undefined) => void;
}

/** Two thumbs on one line: shortest and longest length. */
export function DurationFilter({ least, most, shortest, longest, onChange }: DurationFilterProps) {
  const low = Math.floor(least);
  const high = Math.ceil(most);
  const step = high - low > 60 ? 1 : 0.1;
  const [from, setFrom] = useState(shortest ?? low);
  const [to, setTo] = useState(longest ?? high);
  useEffect(() => setFrom(shortest ?? low), [shortest, low]);
  useEffect(() => setTo(longest ?? high), [longest, high]);
  const send = (start: number, end: number) =>
    onChange(start <= low ? undefined : start, end >= high ? undefined : end);
  const share = (value: number) => `${((value - low) / Math.max(step, high - low)) * 100}%`;
  return (
    <fieldset class="filter-section">
      <legend>
        Length{' '}
        <span class="filter-value">
          {format(from)}–{format(to)} s
        </span>
      </legend>
      <div class="range" style={{ '--from': share(from), '--to': share(to) }}>
        <input
          type="range"
          aria-label="Shortest length"
          aria-valuetext={`${format(from)} seconds`}
          min={low}
          max={high}
          step={step}
          value={from}
          onInput={(event) => setFrom(Math.min(event.currentTarget.valueAsNumber, to))}
          onChange={(event) => send(Math.min(event.currentTarget.valueAsNumber, to), to)}
        />
        <input
          type="range"
          aria-label="Longest length"
          aria-valuetext={`${format(to)} seconds`}
          min={low}
          max={high}
          step={step}
          value={to}
          onInput={(event) => setTo(Math.max(event.currentTarget.valueAsNumber, from))}
          onChange={(event) => send(from, Math.max(event.currentTarget.valueAsNumber, from))}
        />
      </div>
    </fieldset>
  );
}

function format(seconds: number): string {
  return seconds.toLocaleString('en', { maximumFractionDigits: 1 });
}
