import { nanoUsd, usdOfNano } from '../../core/money.js';

/** The next call could pass the budget: the batch ends in good order, and what was done is kept. */
export class BudgetExhausted extends Error {
  override readonly name = 'BudgetExhausted';
  readonly budgetUsd: number;
  readonly spentUsd: number;

  constructor(options: {
    readonly budgetUsd: number;
    readonly spentUsd: number;
    readonly neededUsd: number;
  }) {
    const { budgetUsd, spentUsd, neededUsd } = options;
    super(
      `The budget of ${budgetUsd} US dollars ends here: ${spentUsd} are spent, and the next call may cost ${neededUsd}.`,
    );
    this.budgetUsd = budgetUsd;
    this.spentUsd = spentUsd;
  }
}

/** Money that is set aside for one call. */
export interface Reservation {
  /** Puts what the call cost, or may have cost, in the place of what was set aside. Once. */
  settle(costNano: number): void;
}

export interface Budget {
  /** True once a call did not fit: no later one is let through, so that what is done does not depend on luck. */
  readonly isExhausted: boolean;
  /**
   * Sets the upper bound of one call aside, in whole nano-dollars. Where it does not fit, it waits for the calls
   * under way: they may turn out cheaper. First come, first served.
   *
   * @throws BudgetExhausted when it does not fit and nothing is under way
   */
  reserve(boundNano: number, signal: AbortSignal): Promise<Reservation>;
}

interface Waiter {
  readonly boundNano: number;
  admit(): void;
  refuse(reason: unknown): void;
}

/**
 * Keeps the spending of a run at or below a limit in US dollars: spent + set aside ≤ limit at every moment, as long as
 * no call costs more than its bound.
 */
export function createBudget(limitUsd: number): Budget {
  const limitNano = nanoUsd(limitUsd);
  const waiters: Waiter[] = [];
  let spentNano = 0;
  let reservedNano = 0;
  let isExhausted = false;

  const exhausted = (boundNano: number): BudgetExhausted =>
    new BudgetExhausted({
      budgetUsd: limitUsd,
      spentUsd: usdOfNano(spentNano),
      neededUsd: usdOfNano(boundNano),
    });

  const serve = (): void => {
    for (let first = waiters[0]; first !== undefined; first = waiters[0]) {
      const fits = !isExhausted && spentNano + reservedNano + first.boundNano <= limitNano;
      if (!fits && !isExhausted && reservedNano > 0) return;
      waiters.shift();
      if (fits) {
        reservedNano += first.boundNano;
        first.admit();
      } else {
        isExhausted = true;
        first.refuse(exhausted(first.boundNano));
      }
    }
  };

  const reservation = (boundNano: number): Reservation => ({
    settle(costNano) {
      reservedNano -= boundNano;
      spentNano += costNano;
      serve();
    },
  });

  return {
    get isExhausted() {
      return isExhausted;
    },
    reserve: (boundNano, signal) =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => {
          waiters.splice(waiters.indexOf(waiter), 1);
          reject(signal.reason);
          serve();
        };
        const waiter: Waiter = {
          boundNano,
          admit() {
            signal.removeEventListener('abort', onAbort);
            resolve(reservation(boundNano));
          },
          refuse(reason) {
            signal.removeEventListener('abort', onAbort);
            reject(reason);
          },
        };
        if (signal.aborted) return reject(signal.reason);
        signal.addEventListener('abort', onAbort, { once: true });
        waiters.push(waiter);
        serve();
      }),
  };
}
