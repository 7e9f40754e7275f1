import { untilAborted } from '../../core/async/until-aborted.js';
import { VidtokenError } from '../../core/errors.js';
import type { Clock, Logger, Sleep } from '../../core/runtime.js';

export interface CircuitBreakerOptions {
  /** Names the endpoint in messages. */
  readonly name: string;
  /** Failures in a row that open it. */
  readonly failureLimit: number;
  /** Milliseconds before the first probe; each failed one doubles it. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** Milliseconds from its opening until the run is ended. */
  readonly longestOutageMs: number;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly logger: Logger;
}

/** Right to make one call; exactly one of its methods is called when that has ended. */
export interface Pass {
  /** The endpoint answered, whatever it said. */
  answered(): void;
  /** The endpoint is down or silent. */
  failed(): void;
  /** The call says nothing about the endpoint. */
  unclear(): void;
}

export interface CircuitBreaker {
  readonly isOpen: boolean;
  /** Calls that the endpoint has answered up to now. */
  readonly answers: number;
  /**
   * At once while the endpoint works. During an outage one caller at a time is let through, after a growing pause, to
   * see whether it is back; the others wait.
   *
   * @throws VidtokenError `describer-unavailable` when the outage has lasted too long
   */
  enter(signal: AbortSignal): Promise<Pass>;
}

interface Outage {
  readonly sinceMs: number;
  pauseMs: number;
  probeAtMs: number;
  isProbed: boolean;
}

/** Pauses all calls while an endpoint is down, so that a batch waits for it instead of failing video by video. */
export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { name, failureLimit, firstPauseMs, longestPauseMs, longestOutageMs, clock, sleep, logger } = options;
  let failures = 0;
  let answers = 0;
  let outage: Outage | undefined;
  let change = createChange();

  const announce = (): void => {
    change.announce();
    change = createChange();
  };

  const whileClosed: Pass = {
    answered() {
      answers += 1;
      if (outage === undefined) failures = 0;
    },
    failed() {
      failures += 1;
      if (outage !== undefined || failures < failureLimit) return;
      const sinceMs = clock();
      outage = { sinceMs, pauseMs: firstPauseMs, probeAtMs: sinceMs + firstPauseMs, isProbed: false };
      logger.warn(
        { describer: name, failures, pauseMs: firstPauseMs },
        `${name} does not answer: all calls pause until it is back.`,
      );
    },
    unclear() {},
  };

  const probeOf = (probed: Outage): Pass => ({
    answered() {
      answers += 1;
      outage = undefined;
      failures = 0;
      logger.info({ describer: name, outageMs: clock() - probed.sinceMs }, `${name} answers again.`);
      announce();
    },
    failed() {
      probed.pauseMs = Math.min(2 * probed.pauseMs, longestPauseMs);
      probed.probeAtMs = clock() + probed.pauseMs;
      probed.isProbed = false;
      announce();
    },
    unclear() {
      probed.isProbed = false;
      announce();
    },
  });

  const probe = async (current: Outage, signal: AbortSignal): Promise<Pass> => {
    const pass = probeOf(current);
    current.isProbed = true;
    try {
      const endMs = current.sinceMs + longestOutageMs;
      await sleep(Math.max(0, Math.min(current.probeAtMs, endMs) - clock()), signal);
      if (clock() >= endMs) throw unavailable(name, clock() - current.sinceMs);
      return pass;
    } catch (error) {
      pass.unclear();
      throw error;
    }
  };

  return {
    get isOpen() {
      return outage !== undefined;
    },
    get answers() {
      return answers;
    },
    async enter(signal) {
      signal.throwIfAborted();
      while (outage !== undefined) {
        if (!outage.isProbed) return probe(outage, signal);
        await untilAborted(change.promise, signal);
      }
      return whileClosed;
    },
  };
}

/** A promise that is kept from outside. */
function createChange(): { readonly promise: Promise<void>; announce(): void } {
  let announce = (): void => {};
  const promise = new Promise<void>((resolve) => {
    announce = resolve;
  });
  return { promise, announce: () => announce() };
}

function unavailable(name: string, outageMs: number): VidtokenError {
  return new VidtokenError({
    code: 'describer-unavailable',
    message: `${name} has not answered for ${Math.round(outageMs / 1000)} s. Everything that was described is kept.`,
    hint: 'Check the endpoint, then run the command again: it goes on where it stopped.',
    facts: { describer: name, outageMs },
  });
}
