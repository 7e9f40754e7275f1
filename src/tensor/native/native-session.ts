import { type OnnxGraph, onnxModel } from './onnx-graph.js';
import { loadOnnxRuntime, type OnnxRuntime, type OnnxSession } from './onnx-runtime.js';

let runtime: OnnxRuntime | undefined;

/** The one runtime of this process. @throws Error in words when it does not work here. */
export function nativeRuntime(): OnnxRuntime {
  runtime ??= loadOnnxRuntime();
  return runtime;
}

/** A graph whose session is made at its first run and kept: about a millisecond and a hundred kilobytes. */
export function nativeSession(graph: OnnxGraph): OnnxSession {
  let session: OnnxSession | undefined;
  return {
    run(operands, results) {
      session ??= nativeRuntime().createSession(onnxModel(graph));
      session.run(operands, results);
    },
  };
}
