import pino from 'pino';
import type { LogLevel } from '../config/settings.js';
import type { Logger } from '../core/runtime.js';

const STANDARD_ERROR = 2;

/** JSON lines on standard error, so that standard output stays clean for results. */
export function createLogger(level: LogLevel): Logger {
  const destination = pino.destination({ dest: STANDARD_ERROR, sync: true });
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}
