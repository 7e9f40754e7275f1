import type { Logger } from '../../src/core/runtime.js';

export interface LoggedLine {
  readonly level: keyof Logger;
  readonly message: string;
  readonly facts: { readonly operation?: string; readonly status?: number; readonly [name: string]: unknown };
}

/** A logger that keeps its lines. */
export function loggedLines(): { readonly logger: Logger; readonly lines: LoggedLine[] } {
  const lines: LoggedLine[] = [];
  const write = (level: keyof Logger) => (facts: object, message: string) =>
    void lines.push({ level, message, facts: { ...facts } });
  const logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  return { logger, lines };
}
