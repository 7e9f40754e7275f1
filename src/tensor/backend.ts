import { enableProdMode, getBackend } from '@tensorflow/tfjs-core';
import { messageOf, VidtokenError } from '../core/errors.js';
import type { Logger } from '../core/runtime.js';
import { BACKEND_RUNGS, type BackendName, type BackendRung } from './backend-names.js';
import { RungAbsentError } from './rungs/rung-absent.js';
import { rungs } from './rungs/rungs.js';
import type { StartOptions, StartRung } from './rungs/start-rung.js';

type Ladder = Readonly<Record<BackendRung, StartRung>>;

/**
 * Makes one backend the current one of this process and says why it was chosen.
 * `auto` goes down the ladder. A rung whose package or GPU is missing is passed over quietly, one that should work
 * and does not is a warning; a named backend that fails is an error.
 * @throws VidtokenError `backend-unavailable` with the reason and what to install
 */
export async function selectBackend(options: {
  readonly name: BackendName;
  readonly logger: Logger;
  /** As in `StartOptions`; for a process that shares the machine with others of its kind. */
  readonly threads?: number;
  /** How each rung is started; as in `rungs.ts` when absent. */
  readonly ladder?: Ladder;
}): Promise<{ readonly name: BackendRung; readonly reason: string }> {
  enableProdMode();
  const { name, logger, threads, ladder = rungs } = options;
  const limits = threads === undefined ? {} : { threads };
  const chosen =
    name === 'auto'
      ? await firstThatWorks({ ladder, logger, limits })
      : await named({ ladder, name, limits });
  logger.info({ backend: chosen.name, reason: chosen.reason }, 'Compute backend chosen.');
  return chosen;
}

interface Choice {
  readonly name: BackendRung;
  readonly reason: string;
}

type Limits = Pick<StartOptions, 'threads'>;

async function firstThatWorks({
  ladder,
  logger,
  limits,
}: {
  readonly ladder: Ladder;
  readonly logger: Logger;
  readonly limits: Limits;
}): Promise<Choice> {
  const passedOver: string[] = [];
  for (const name of BACKEND_RUNGS) {
    try {
      const words = await ladder[name]({ named: false, ...limits });
      return { name, reason: [words, 'fastest that works here', ...passedOver].join('; ') };
    } catch (error) {
      const reason = messageOf(error);
      passedOver.push(`${name}: ${reason}`);
      if (error instanceof RungAbsentError)
        logger.debug({ backend: name, reason }, 'Compute backend passed over.');
      else logger.warn({ backend: name, reason }, 'Compute backend does not start.');
    }
  }
  throw new VidtokenError({
    code: 'backend-unavailable',
    message: `No compute backend works here: ${passedOver.join('; ')}.`,
    hint: 'Install the packages again with: npm ci',
  });
}

async function named({
  ladder,
  name,
  limits,
}: {
  readonly ladder: Ladder;
  readonly name: BackendRung;
  readonly limits: Limits;
}): Promise<Choice> {
  try {
    return { name, reason: `${await ladder[name]({ named: true, ...limits })}; asked for` };
  } catch (error) {
    const remedy = error instanceof RungAbsentError ? error.hint : 'Look at `vidtoken doctor`';
    throw new VidtokenError({
      code: 'backend-unavailable',
      message: `The compute backend "${name}" does not work here: ${messageOf(error)}.`,
      hint: `${remedy}, or take the fastest that works here: --backend auto`,
      facts: { backend: name },
      cause: error,
    });
  }
}

/** Name of the backend that computes now; `none` before one was selected. */
export function currentBackend(): string {
  return getBackend() ?? 'none';
}
