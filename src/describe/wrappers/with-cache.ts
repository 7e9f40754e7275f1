import { untilAborted } from '../../core/async/until-aborted.js';
import type {
  DescribeInput,
  DescribeOptions,
  Describer,
  Description,
  Repair,
} from '../../core/description.js';
import { DescriberError } from '../../core/errors.js';
import { answerKey } from './answer-key.js';
import type { AnswerLookup } from './answer-lookup.js';
import type { Rejection } from './answer-rows.js';
import { answerStanding, type StandingOptions } from './answer-standing.js';

export interface CacheOptions extends Omit<StandingOptions, 'canRepair'> {
  readonly lookup: AnswerLookup;
  /** Called with each answer that cost no call. */
  onCached(description: Description, input: DescribeInput): void;
}

interface Flight {
  readonly signal: AbortSignal;
  readonly answer: Promise<Description | undefined>;
}

/**
 * Never pays twice for the same key: an accepted answer comes from the store, requests at the same time share one call, a
 * question that was cut short goes on with the repair, and what was given up stays so unless it is asked again.
 *
 * @throws DescriberError the stored one, when the key was given up
 */
export function withCache(describer: Describer, options: CacheOptions): Describer {
  const { lookup, onCached } = options;
  const flights = new Map<string, Flight>();

  const answer = async (
    key: string,
    input: DescribeInput,
    call: DescribeOptions,
  ): Promise<Description | undefined> => {
    const standing = answerStanding(await lookup(key), { ...options, canRepair: describer.canRepair });
    switch (standing.kind) {
      case 'accepted':
        onCached(standing.description, input);
        return standing.description;
      case 'given-up':
        throw givenUp(describer, standing.rejection);
      case 'to-mend':
        return describer.describe(input, { ...call, repair: repairOf(standing.rejection) });
      case 'unasked':
        return describer.describe(input, call);
    }
  };

  const lead = async (key: string, input: DescribeInput, call: DescribeOptions) => {
    const flight = { signal: call.signal, answer: answer(key, input, call) };
    flights.set(key, flight);
    try {
      return await flight.answer;
    } finally {
      flights.delete(key);
    }
  };

  return {
    ...describer,
    async describe(input, call) {
      const key = answerKey(describer, input.contentHash);
      for (;;) {
        call.signal.throwIfAborted();
        const flight = flights.get(key);
        if (flight === undefined) return lead(key, input, call);
        try {
          const description = await untilAborted(flight.answer, call.signal);
          if (description !== undefined) onCached(description, input);
          return description;
        } catch (error) {
          // The abort of the one that went ahead is not ours: the question is asked again.
          if (call.signal.aborted || !flight.signal.aborted) throw error;
        }
      }
    },
  };
}

function repairOf({ reason, answer }: Rejection): Repair {
  return { reason, answer };
}

function givenUp(describer: Describer, { code, reason, answer }: Rejection): DescriberError {
  return new DescriberError({
    code,
    message: reason,
    hint: 'Ask again with --retry-failed.',
    facts: { describer: describer.id, model: describer.model },
    answer,
  });
}
