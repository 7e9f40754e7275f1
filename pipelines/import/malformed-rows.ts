import type { ImportReport } from '../../src/core/reports/import-report.js';
import type { MalformedRow } from '../../src/dataset/readers/interaction-reader.js';

const LISTED = 100;

/** Counts rows that cannot be read and keeps the first hundred. */
export class MalformedRows {
  #count = 0;
  readonly #listed: ImportReport['malformed']['listed'] = [];

  add({ file, line, reason }: MalformedRow): void {
    this.#count += 1;
    if (this.#listed.length < LISTED) this.#listed.push({ file, line, reason });
  }

  report(): ImportReport['malformed'] {
    return { count: this.#count, listed: [...this.#listed] };
  }
}
