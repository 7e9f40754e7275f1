import type { DeviceType, PretrainedModelOptions } from '@huggingface/transformers';
import { VidtokenError } from '../../core/errors.js';
import type { PartDtypes } from '../hub/choose-dtypes.js';

/** Where ONNX Runtime for Node can run a model, by what the machine has. */
const DEVICES = ['cpu', 'cuda', 'webgpu', 'dml', 'coreml', 'gpu', 'auto'] as const satisfies DeviceType[];
const DEFAULT_DEVICE = 'cpu';

/** Errors of ONNX Runtime only; its warnings are about the graph, which nobody here can change. */
const LOG_ERRORS_ONLY = 3;

/**
 * Options of every `from_pretrained` of a model: local files, and threads that sleep between calls instead of spinning,
 * because the decoders of the videos need the same cores.
 *
 * @param options.threads of one call @param options.device one of `DEVICES`
 * @throws VidtokenError `configuration` for a device that is not known
 */
export function pretrainedOptions(options: {
  readonly dtypes: PartDtypes;
  readonly threads: number;
  readonly device?: string;
}): PretrainedModelOptions {
  return {
    local_files_only: true,
    dtype: { ...options.dtypes },
    device: knownDevice(options.device ?? DEFAULT_DEVICE),
    session_options: {
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      logSeverityLevel: LOG_ERRORS_ONLY,
      extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
    },
  };
}

function knownDevice(name: string): DeviceType {
  const device = DEVICES.find((each) => each === name);
  if (device !== undefined) return device;
  throw new VidtokenError({
    code: 'configuration',
    message: `There is no device "${name}".`,
    hint: `Known devices: ${DEVICES.join(', ')}.`,
    facts: { device: name },
  });
}
