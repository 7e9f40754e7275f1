import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import type { Clock, Progress, ProgressStage } from '../core/runtime.js';

const LINE_INTERVAL_MS = 5_000;
const MILLISECONDS = 1000;
const NAME_WIDTH = 15;

export interface ClosableProgress extends Progress {
  /** Leaves the terminal in order; call once at the end. */
  close(): void;
}

/** Bars with rate and ETA on a terminal, plain lines at intervals in a log, nothing when `quiet`. */
export function createProgress(options: {
  readonly stream: NodeJS.WriteStream;
  readonly clock: Clock;
  readonly quiet: boolean;
}): ClosableProgress {
  if (options.quiet) return { stage: () => IDLE_STAGE, close: () => {} };
  return options.stream.isTTY ? bars(options.stream, options.clock) : lines(options.stream, options.clock);
}

const IDLE_STAGE: ProgressStage = { advance: () => {}, setTotal: () => {}, done: () => {} };

function bars(stream: NodeJS.WriteStream, clock: Clock): ClosableProgress {
  const multi = new MultiBar(
    {
      stream,
      format: '  {name} {bar} {value}/{total} {unit} · {speed}/s {remaining}{note}',
      barsize: 28,
      hideCursor: true,
      clearOnComplete: false,
      forceRedraw: true,
    },
    Presets.shades_classic,
  );
  return {
    stage({ name, unit, total }) {
      const startedAtMs = clock();
      const nothingYet = { speed: '–', remaining: '', note: '' };
      const bar: SingleBar = multi.create(total ?? 0, 0, {
        name: name.padEnd(NAME_WIDTH),
        unit,
        ...nothingYet,
      });
      let finished = 0;
      return {
        advance(items, note) {
          finished += items;
          const seconds = (clock() - startedAtMs) / MILLISECONDS;
          const speed = seconds > 0 ? finished / seconds : 0;
          const left = bar.getTotal() - finished;
          const remaining = speed > 0 && left > 0 ? `· ETA ${duration(left / speed)} ` : '';
          bar.increment(items, {
            speed: rate(speed),
            remaining,
            ...(note === undefined ? {} : { note: `· ${note}` }),
          });
        },
        setTotal: (value) => bar.setTotal(value),
        done: () => bar.stop(),
      };
    },
    close: () => multi.stop(),
  };
}

function lines(stream: NodeJS.WriteStream, clock: Clock): ClosableProgress {
  return {
    stage({ name, unit, total }) {
      const startedAtMs = clock();
      let lastLineAtMs = startedAtMs;
      let finished = 0;
      let known = total;
      let latestNote = '';
      const print = (): void => {
        const seconds = (clock() - startedAtMs) / MILLISECONDS;
        const speed = seconds > 0 ? finished / seconds : 0;
        const remaining = known === undefined ? undefined : known - finished;
        const eta = remaining === undefined || speed === 0 ? '' : ` · ETA ${duration(remaining / speed)}`;
        const of = known === undefined ? '' : `/${known}`;
        const note = latestNote === '' ? '' : ` · ${latestNote}`;
        stream.write(`${name} ${finished}${of} ${unit} · ${rate(speed)}/s${eta}${note}\n`);
        lastLineAtMs = clock();
      };
      return {
        advance(items, note) {
          finished += items;
          if (note !== undefined) latestNote = note;
          if (clock() - lastLineAtMs >= LINE_INTERVAL_MS) print();
        },
        setTotal(value) {
          known = value;
        },
        done() {
          if (finished > 0) print();
        },
      };
    },
    close: () => {},
  };
}

function rate(perSecond: number): string {
  return perSecond >= 10 ? perSecond.toFixed(0) : perSecond.toFixed(1);
}

/** `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
