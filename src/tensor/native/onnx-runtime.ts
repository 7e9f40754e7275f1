import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { messageOf } from '../../core/errors.js';
import { EMPTY_SEQUENCE } from './onnx-graph.js';

/**
 * The synchronous call of ONNX Runtime's Node binding. The public API only runs asynchronously, one turn of
 * the event loop per call; a TensorFlow.js kernel has to return its result at once. The binding under the public API
 * is synchronous and takes typed-array views for inputs and outputs without a copy. It is internal: everything
 * that depends on it stands in this file, the version is checked, and `start-native.ts` tests it before use.
 */
export interface OnnxRuntime {
  readonly version: string;
  createSession(model: Uint8Array): OnnxSession;
}

/** A view and the shape in which it is read or written. */
export interface Operand {
  /** [product of shape] */
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

export interface OnnxSession {
  /** Fills the views of `results`; nothing is allocated in JavaScript. */
  run(operands: Readonly<Record<string, Operand>>, results: Readonly<Record<string, Operand>>): void;
}

/** Versions whose internal binding this file was written against. */
const SUPPORTED = /^1\.30\./;

/** How the binding refuses an output that is not a tensor. */
const REFUSED_SEQUENCE = 'Non tensor type';

const manifestSchema = z.object({ version: z.string() });

interface Binding {
  readonly initOrt: () => void;
  readonly binding: { readonly InferenceSession: new () => BoundSession };
}

interface BoundSession {
  loadModel(buffer: ArrayBufferLike, byteOffset: number, byteLength: number, options: object): void;
  run(feeds: object, fetches: object, options: object): unknown;
}

type TensorConstructor = new (type: 'float32', values: Float32Array, shape: readonly number[]) => object;

/**
 * @param require how the package and its binding are found @param threads of one product
 * @throws Error in words when the package is missing, of another version or shaped differently.
 */
export function loadOnnxRuntime(
  require: (module: string) => unknown = createRequire(import.meta.url),
  threads: number = availableParallelism(),
): OnnxRuntime {
  const { version } = manifestSchema.parse(require('onnxruntime-node/package.json'));
  if (!SUPPORTED.test(version)) {
    throw new Error(`onnxruntime-node ${version} is installed, its synchronous call is known for 1.30 only`);
  }
  const bound: unknown = require('onnxruntime-node/dist/binding.js');
  if (!isBinding(bound)) throw new Error(`onnxruntime-node ${version} has no synchronous binding`);
  const { Tensor } = require('onnxruntime-common') as { Tensor: TensorConstructor };
  bound.initOrt();
  return {
    version,
    createSession(model) {
      const session = new bound.binding.InferenceSession();
      session.loadModel(model.buffer, model.byteOffset, model.byteLength, sessionOptions(threads));
      const tensors = (operands: Readonly<Record<string, Operand>>): object =>
        Object.fromEntries(
          Object.entries(operands).map(([name, { values, shape }]) => [
            name,
            new Tensor('float32', values, shape),
          ]),
        );
      return {
        run(operands, results) {
          const fetches = { [EMPTY_SEQUENCE]: null, ...tensors(results) };
          withoutCopies(() => session.run(tensors(operands), fetches, {}));
        },
      };
    },
  };
}

/**
 * After a run the binding copies every result into a new array of its own, although the results already lie in the
 * views that they were written to: for the large outputs of a training step that takes as long as the products, and
 * the garbage keeps the collector busy on the second core. It goes through the outputs in their order and refuses a
 * value that is not a tensor; the empty sequence that `onnxModel` puts first ends it there, when all is computed.
 */
function withoutCopies(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!messageOf(error).startsWith(REFUSED_SEQUENCE)) throw error;
  }
}

function isBinding(value: unknown): value is Binding {
  if (typeof value !== 'object' || value === null) return false;
  const { initOrt, binding } = value as Partial<Binding>;
  return typeof initOrt === 'function' && typeof binding?.InferenceSession === 'function';
}

/**
 * Every session has threads of its own. They wait actively within a run and stop at its end, or they would take the
 * cores from each other.
 */
function sessionOptions(threads: number): object {
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // 4: only what ends the process. An error is thrown, and need not stand on the terminal as well.
    logSeverityLevel: 4,
    extra: {
      session: {
        intra_op: { allow_spinning: '1' },
        force_spinning_stop: '1',
      },
    },
  };
}
