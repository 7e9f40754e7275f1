import type { InferenceSession } from 'onnxruntime-node';
import { messageOf, VidtokenError } from '../core/errors.js';
import { openCpuSession } from './cpu-session.js';
import type { OnnxConfiguration } from './onnx-configuration.js';

/** A loaded model that turns batches into rows of numbers. Owns memory outside of JavaScript until disposed. */
export interface OnnxSession {
  /**
   * @param input [count, …shape] row by row @param count items of the batch, ≥ 1
   * @returns [count, output width], not checked for NaN
   */
  run(input: Float32Array, count: number): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/**
 * Loads a model of one input and one output.
 *
 * @param options.shape of one item, without the batch @param options.threads of one call
 * @throws VidtokenError `configuration` when the file is no model or lacks the input or output that was named
 */
export async function openOnnxSession(options: {
  readonly path: string;
  readonly configuration: OnnxConfiguration;
  readonly shape: readonly number[];
  readonly threads: number;
}): Promise<OnnxSession> {
  const { configuration, shape } = options;
  const { output } = configuration;
  const { Tensor } = await import('onnxruntime-node');
  let session: InferenceSession;
  try {
    session = await openCpuSession(options);
  } catch (error) {
    throw unusable(options, `ONNX Runtime cannot load it: ${messageOf(error)}`, error);
  }
  requireName(options, 'input', session.inputNames);
  requireName(options, 'output', session.outputNames);
  return {
    async run(input, count) {
      const feeds = { [configuration.input.name]: new Tensor('float32', input, [count, ...shape]) };
      const results = await runChecked(options, () => session.run(feeds, [output.name]));
      const { data } = results[output.name] ?? {};
      if (data instanceof Float32Array && data.length === count * output.width) return data;
      const found = data === undefined ? 'nothing' : `${data.length} values of ${data.constructor.name}`;
      throw unusable(
        options,
        `its output "${output.name}" gave ${found} for ${count} items, not ${output.width} float32 values each`,
      );
    },
    dispose: () => session.release(),
  };
}

interface Named {
  readonly path: string;
  readonly configuration: OnnxConfiguration;
}

function requireName(named: Named, kind: 'input' | 'output', names: readonly string[]): void {
  const { name } = named.configuration[kind];
  if (names.includes(name)) return;
  throw unusable(named, `it has no ${kind} "${name}", only ${names.map((each) => `"${each}"`).join(', ')}`);
}

async function runChecked<Result>(named: Named, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    throw unusable(named, `it does not take what the configuration describes: ${messageOf(error)}`, error);
  }
}

function unusable({ path, configuration }: Named, reason: string, cause?: unknown): VidtokenError {
  return new VidtokenError({
    code: 'configuration',
    message: `The model ${path} of the extractor ${configuration.id} cannot be used: ${reason}.`,
    hint: 'Check the model file and the names, sizes and layout in its vidtoken-extractor.json.',
    facts: { id: configuration.id, path },
    cause,
  });
}
