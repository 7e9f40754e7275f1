import { describe, expect, it } from 'vitest';
import { whyNoTorch } from '../bench/child-json.js';
import { median } from '../bench/train/median.js';
import {
  isReferenceBlas,
  sideSummary,
  type TrainRun,
  torchRunSchema,
  trainRatios,
} from '../bench/train/train-report.js';

const OPENBLAS = '/usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3';
const REFERENCE = '/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0';

function run(stepMilliseconds: number[], more: Partial<TrainRun> = {}): TrainRun {
  return {
    parameters: 10,
    stepMilliseconds,
    forwardMilliseconds: [1],
    cpuMillisecondsPerStep: 50,
    losses: [8, 7],
    peakRssMiB: 100,
    ...more,
  };
}

describe('the report of the training bench', () => {
  it('takes the middle value, and the mean of the two middle ones of an even number', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 6])).toBe(5.5);
    expect(() => median([])).toThrow(RangeError);
  });

  it('summarises the steps of all rounds together', () => {
    const summary = sideSummary([
      run([400, 300], { peakRssMiB: 700, productGigaflops: 90 }),
      run([900, 500], { peakRssMiB: 650, productGigaflops: 110 }),
    ]);
    expect(summary).toEqual({
      parameters: 10,
      steps: 4,
      stepMilliseconds: { median: 450, minimum: 300 },
      forwardMilliseconds: { median: 1, minimum: 1 },
      cpuMillisecondsPerStep: 50,
      losses: [8, 7],
      productGigaflops: 100,
      peakRssMiB: 700,
    });
  });

  it('compares each peer with ours and judges the bars', () => {
    const ratios = trainRatios({
      ours: sideSummary([run([300])]),
      stock: sideSummary([run([400])]),
      sameGraph: sideSummary([run([200])]),
      plainWasm: sideSummary([run([12_000])]),
      blas: OPENBLAS,
    });
    expect(ratios).toEqual({
      oursToTorchStock: { value: 0.75, bar: 'at most 1', holds: true },
      oursToTorchSameGraph: { value: 1.5, bar: 'at most 1', holds: false },
      plainWasmToOurs: { value: 40, bar: 'at least 40', holds: true },
    });
  });

  it('gives no ratio for a side that was not measured', () => {
    expect(trainRatios({ ours: sideSummary([run([300])]) })).toEqual({});
  });

  it('does not judge against a PyTorch that runs on the slow reference library', () => {
    const sides = { ours: sideSummary([run([300])]), stock: sideSummary([run([13_000])]), blas: REFERENCE };
    expect(isReferenceBlas(REFERENCE)).toBe(true);
    expect(isReferenceBlas(OPENBLAS)).toBe(false);
    expect(trainRatios(sides).oursToTorchStock).not.toHaveProperty('holds');
  });

  it('refuses what a peer prints without a single timed step', () => {
    const printed = { version: '1.13', threads: 2, blas: OPENBLAS, variants: { stock: run([]) } };
    expect(torchRunSchema.safeParse(printed).success).toBe(false);
  });

  it('says why PyTorch is left out where the interpreter is missing', async () => {
    expect(await whyNoTorch('/nowhere/python3')).toMatch(
      /^\/nowhere\/python3 with torch is not here \(.*ENOENT/,
    );
  });
});
