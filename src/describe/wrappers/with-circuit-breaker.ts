import type { Describer } from '../../core/description.js';
import { DescriberError, type DescriberErrorCode } from '../../core/errors.js';
import type { CircuitBreaker, Pass } from './circuit-breaker.js';

const OUTAGE_CODES: ReadonlySet<DescriberErrorCode> = new Set<DescriberErrorCode>([
  'endpoint-unavailable',
  'call-timeout',
]);

/** Tells a breaker what comes of each call, and makes none while it is open but its probes. */
export function withCircuitBreaker(describer: Describer, breaker: CircuitBreaker): Describer {
  return {
    ...describer,
    async describe(input, options) {
      const pass = await breaker.enter(options.signal);
      try {
        const description = await describer.describe(input, options);
        if (description === undefined) pass.unclear();
        else pass.answered();
        return description;
      } catch (error) {
        judge(error, pass);
        throw error;
      }
    },
  };
}

function judge(error: unknown, pass: Pass): void {
  if (!(error instanceof DescriberError) || error.code === 'media-unreadable') pass.unclear();
  else if (OUTAGE_CODES.has(error.code)) pass.failed();
  else pass.answered();
}
