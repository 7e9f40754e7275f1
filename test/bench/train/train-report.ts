import { z } from 'zod';
import { median } from './median.js';

/** What every side prints about one run of its own process. */
const runSchema = z.object({
  parameters: z.number(),
  /** One number per step after the warm-up. */
  stepMilliseconds: z.array(z.number()).min(1),
  forwardMilliseconds: z.array(z.number()).min(1),
  /** Processor time of all threads: what a busy machine disturbs least. */
  cpuMillisecondsPerStep: z.number(),
  /** Loss of the first and the last step, nats per word. */
  losses: z.tuple([z.number(), z.number()]),
  /** The student's first feed-forward product in float32. */
  productGigaflops: z.number().optional(),
  peakRssMiB: z.number(),
});
export type TrainRun = z.infer<typeof runSchema>;

export const ownRunSchema = runSchema.extend({
  backend: z.string(),
  reason: z.string(),
  threads: z.number(),
  /** Tensors more after the timed steps than before. */
  tensorsLeft: z.number(),
  encoderVideosPerSecond: z.object({ batch1: z.number(), batch64: z.number() }),
});
export type OwnRun = z.infer<typeof ownRunSchema>;

export const torchRunSchema = z.object({
  version: z.string(),
  threads: z.number(),
  /** File of the library that multiplies matrices. */
  blas: z.string(),
  variants: z.record(z.string(), runSchema),
});
export type TorchRun = z.infer<typeof torchRunSchema>;

export const wasmRunSchema = runSchema;

/** One side over all its rounds. */
export interface SideSummary {
  readonly parameters: number;
  readonly steps: number;
  readonly stepMilliseconds: { readonly median: number; readonly minimum: number };
  readonly forwardMilliseconds: { readonly median: number; readonly minimum: number };
  readonly cpuMillisecondsPerStep: number;
  readonly losses: readonly [first: number, last: number];
  readonly productGigaflops?: number;
  readonly peakRssMiB: number;
}

/** The steps of all rounds together, so that a slow minute of the machine weighs on every side alike. */
export function sideSummary(runs: readonly TrainRun[]): SideSummary {
  const [first] = runs;
  if (first === undefined) throw new RangeError('A side has at least one run.');
  const steps = runs.flatMap(({ stepMilliseconds }) => stepMilliseconds);
  const forwards = runs.flatMap(({ forwardMilliseconds }) => forwardMilliseconds);
  const products = runs.flatMap(({ productGigaflops }) => productGigaflops ?? []);
  return {
    parameters: first.parameters,
    steps: steps.length,
    stepMilliseconds: { median: median(steps), minimum: Math.min(...steps) },
    forwardMilliseconds: { median: median(forwards), minimum: Math.min(...forwards) },
    cpuMillisecondsPerStep: median(runs.map((run) => run.cpuMillisecondsPerStep)),
    losses: first.losses,
    ...(products.length === 0 ? {} : { productGigaflops: median(products) }),
    peakRssMiB: Math.max(...runs.map(({ peakRssMiB }) => peakRssMiB)),
  };
}

/** Our step may take this share of PyTorch's. */
const PEER_BAR = 1;
/** Our step must be this many times faster than plain TensorFlow.js on WebAssembly. */
const PLAIN_WASM_BAR = 40;

export interface TrainRatio {
  readonly value: number;
  readonly bar: string;
  /** Absent where the comparison says nothing. */
  readonly holds?: boolean;
}

/** The sides against each other, by their median steps; a side that was not measured has no ratio. */
export function trainRatios(sides: {
  readonly ours: SideSummary;
  readonly stock?: SideSummary | undefined;
  readonly sameGraph?: SideSummary | undefined;
  readonly plainWasm?: SideSummary | undefined;
  /** The peer's product library, as it reported it. */
  readonly blas?: string | undefined;
}): Readonly<Record<string, TrainRatio>> {
  const { ours, stock, sameGraph, plainWasm, blas } = sides;
  const own = ours.stepMilliseconds.median;
  const againstPeer = (peer: SideSummary): TrainRatio => {
    const value = own / peer.stepMilliseconds.median;
    const bar = `at most ${PEER_BAR}`;
    return isReferenceBlas(blas) ? { value, bar } : { value, bar, holds: value <= PEER_BAR };
  };
  const ratios: Record<string, TrainRatio> = {};
  if (stock !== undefined) ratios.oursToTorchStock = againstPeer(stock);
  if (sameGraph !== undefined) ratios.oursToTorchSameGraph = againstPeer(sameGraph);
  if (plainWasm !== undefined) {
    const value = plainWasm.stepMilliseconds.median / own;
    ratios.plainWasmToOurs = { value, bar: `at least ${PLAIN_WASM_BAR}`, holds: value >= PLAIN_WASM_BAR };
  }
  return ratios;
}

/**
 * True for Debian's `libblas3`, the slow reference that a bare `python3-torch` runs on: winning against it is no
 * result.
 */
export function isReferenceBlas(blas: string | undefined): boolean {
  return blas !== undefined && !/openblas|blis|atlas|mkl/.test(blas);
}
