/**
 * Number formats of ONNX weights and the end of their file names, as transformers.js names them; the smallest loss
 * first.
 */
const SUFFIXES = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
  q2: '_q2',
  q2f16: '_q2f16',
  q1: '_q1',
  q1f16: '_q1f16',
} as const;

export type Dtype = keyof typeof SUFFIXES;

/** Every known number format, the smallest loss first. */
export const DTYPES = Object.keys(SUFFIXES) as readonly Dtype[];

/** Folder of the weights inside a model folder. */
export const WEIGHTS_FOLDER = 'onnx';

/** Builds of one chip or optimisation level, which transformers.js never loads. */
const OTHER_BUILD = /_(?:O[1-4]|qu?int8(?:_.*)?)$/;
const GRAPH_FILE = /^onnx\/(?<stem>[^/]+)\.onnx$/;

/** One graph of a model in one number format. */
export interface WeightFile {
  /** For example `vision_model`, `decoder_model_merged`, `model`. */
  readonly part: string;
  readonly dtype: Dtype;
}

export function isDtype(text: string): text is Dtype {
  return Object.hasOwn(SUFFIXES, text);
}

/** `onnx/vision_model_quantized.onnx` for the part `vision_model` in `q8`. */
export function weightPath({ part, dtype }: WeightFile): string {
  return `${WEIGHTS_FOLDER}/${part}${SUFFIXES[dtype]}.onnx`;
}

/** The reverse of `weightPath`; `undefined` for any other file. */
export function parseWeightPath(path: string): WeightFile | undefined {
  const stem = GRAPH_FILE.exec(path)?.groups?.stem;
  if (stem === undefined || OTHER_BUILD.test(stem)) return undefined;
  const dtype = DTYPES.find((each) => SUFFIXES[each] !== '' && stem.endsWith(SUFFIXES[each])) ?? 'fp32';
  return { part: stem.slice(0, stem.length - SUFFIXES[dtype].length), dtype };
}

/** Weights that stand beside their graph because one file cannot hold them: `model.onnx_data`, `…_data_1`. */
export function isDataOf(graphPath: string, path: string): boolean {
  return path.startsWith(graphPath) && /^(?:_data(?:_\d+)?|\.data)$/.test(path.slice(graphPath.length));
}
