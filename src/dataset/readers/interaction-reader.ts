/** A row of a file that cannot be read; the rest of the file goes on. */
export interface MalformedRow {
  readonly kind: 'malformed';
  readonly file: string;
  /** From 1: the line of a text file with its header counted, the row of a Parquet file. */
  readonly line: number;
  readonly reason: string;
}

/** One event as a file tells it; what the file does not say is `undefined`. */
export interface ReadEvent {
  readonly kind: 'event';
  readonly userId: string;
  readonly itemId: string;
  /** Milliseconds since the epoch. */
  readonly atMs?: number;
  readonly watchSeconds?: number;
  readonly durationSeconds?: number;
  readonly rating?: number;
  readonly split?: 'train' | 'valid' | 'test';
}

export interface ReadOptions {
  /** Absolute path. */
  readonly file: string;
  readonly signal: AbortSignal;
}

/** Seam: reads the events of one kind of file, a row at a time. One file and one line in `registry.ts`. */
export interface InteractionReader {
  /** Does the name look like one of its files? */
  recognises(fileName: string): boolean;
  /** @throws VidtokenError `invalid-value` when the file as a whole is of another form. */
  read(options: ReadOptions): AsyncIterable<ReadEvent | MalformedRow>;
}
