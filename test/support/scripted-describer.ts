import type {
  DescribeInput,
  DescribeOptions,
  Describer,
  Description,
  TokenUsage,
} from '../../src/core/description.js';
import { DescriberError, type DescriberErrorCode } from '../../src/core/errors.js';
import type { ContentHash } from '../../src/core/ids.js';
import type { PriceTable } from '../../src/core/prices.js';
import { hashOfText } from './memory-store.js';

/** One call that a scripted describer got. */
export interface ScriptedCall extends DescribeOptions {
  readonly contentHash: ContentHash;
  /** 0, 1, … over all calls of the describer. */
  readonly number: number;
}

export type Script = (call: ScriptedCall) => Promise<Description | undefined>;

export interface ScriptedDescriber extends Describer {
  readonly calls: ScriptedCall[];
}

export const SCRIPTED_MODEL = 'test-model';

/** 2 and 8 US dollars per million: 2,000 and 8,000 nano-dollars per token. */
export const SCRIPTED_PRICES: PriceTable = {
  [SCRIPTED_MODEL]: { inputPerMillionUsd: 2, outputPerMillionUsd: 8 },
};

/** Upper bound of a call: 1000 × 2,000 + 100 × 8,000 nano-dollars = 0.0028 US dollars. */
export const SCRIPTED_ESTIMATE: TokenUsage = { inputTokens: 1000, outputTokens: 100 };

/** A describer whose every call does what the script says. */
export function scriptedDescriber(script: Script, changes: Partial<Describer> = {}): ScriptedDescriber {
  const calls: ScriptedCall[] = [];
  return {
    id: 'scripted',
    promptHash: '0123456789abcdef',
    model: SCRIPTED_MODEL,
    parameters: 'frames=8',
    needs: 'media',
    concurrency: 4,
    canRepair: true,
    estimate: () => SCRIPTED_ESTIMATE,
    ...changes,
    calls,
    describe(input, options) {
      const call = { ...options, contentHash: input.contentHash, number: calls.length };
      calls.push(call);
      return script(call);
    },
    async dispose() {},
  };
}

/** What a well-behaved model says. */
export function description(text: string, usage: TokenUsage | undefined = SCRIPTED_ESTIMATE): Description {
  return {
    text,
    describerId: 'scripted',
    promptHash: '0123456789abcdef',
    model: SCRIPTED_MODEL,
    ...(usage === undefined ? {} : { usage }),
  };
}

/** A describer that is free of charge: it has no bound and no model. */
export function freeDescriber(script: Script, changes: Partial<Describer> = {}): ScriptedDescriber {
  const { estimate: _estimate, model: _model, ...free } = scriptedDescriber(script, changes);
  return free;
}

/** An error as the describer of an endpoint raises it for this code. */
export function describerError(
  code: DescriberErrorCode,
  facts: Partial<ConstructorParameters<typeof DescriberError>[0]> = {},
): DescriberError {
  const isPassing = ['rate-limited', 'endpoint-unavailable', 'call-timeout'].includes(code);
  return new DescriberError({ message: `It was ${code}.`, retryable: isPassing, ...facts, code });
}

/** A video of this name; nothing of it can be decoded. */
export function inputNamed(name: string): DescribeInput {
  return {
    contentHash: hashOfText(name),
    info: { container: 'mp4', video: { codec: 'h264', width: 64, height: 64, rotationDegrees: 0 } },
    text: { title: name, tags: [] },
    measurements: {
      brightness: 0.5,
      contrast: 0.1,
      saturation: 0.2,
      dominantColours: [],
      visibleCuts: 0,
      frameCount: 1,
    },
    media: () => Promise.reject(new Error('A scripted describer looks at nothing.')),
  };
}

/** A promise that the test settles itself. */
export function deferred<Value>() {
  let resolve: (value: Value) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<Value>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
