import { type OnnxGraph, onnxModel } from './onnx-graph.js';
import type { OnnxRuntime, OnnxSession } from './onnx-runtime.js';

let runtime: OnnxRuntime | undefined;

/** Makes a runtime that has passed its test the one of this process. */
export function provideNativeRuntime(provided: OnnxRuntime): void {
  runtime = provided;
}

/**
 * A graph whose session is made at its first run and kept: about a millisecond and a hundred kilobytes.
 * A run throws the Error of ONNX Runtime, or an Error in words before `startNative`.
 */
export function nativeSession(graph: OnnxGraph): OnnxSession {
  let session: OnnxSession | undefined;
  return {
    run(operands, results) {
      if (runtime === undefined) throw new Error('the native backend has not been started');
      session ??= runtime.createSession(onnxModel(graph));
      session.run(operands, results);
    },
  };
}
