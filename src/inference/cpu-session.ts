import type { InferenceSession } from 'onnxruntime-node';
import { quantisesActivations } from './quantises-activations.js';

/** Errors of ONNX Runtime only; its warnings are about the graph, which nobody here can change. */
const LOG_ERRORS_ONLY = 3;

/**
 * A model in ONNX Runtime's CPU provider. Its threads sleep between calls instead of spinning: the decoders of the
 * videos need the same cores. Weights that are stored in 8 bits are unpacked once, not in each call, which also lets the
 * runtime lay them out for the processor: `mobilenet_v2` and `yamnet` need less than half the time. A graph that rounds
 * to 8 bits as it runs is left as it is, because it has faster kernels of its own.
 *
 * @param options.threads of one call
 * @throws whatever ONNX Runtime says about the file
 */
export async function openCpuSession(options: {
  readonly path: string;
  readonly threads: number;
}): Promise<InferenceSession> {
  const { InferenceSession: Sessions } = await import('onnxruntime-node');
  return Sessions.create(options.path, {
    executionProviders: ['cpu'],
    intraOpNumThreads: options.threads,
    interOpNumThreads: 1,
    logSeverityLevel: LOG_ERRORS_ONLY,
    extra: {
      session: {
        intra_op: { allow_spinning: '0' },
        inter_op: { allow_spinning: '0' },
        disable_quant_qdq: (await quantisesActivations(options.path)) ? '0' : '1',
      },
    },
  });
}
