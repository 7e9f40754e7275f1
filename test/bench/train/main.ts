import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { canPin, whyNoTorch } from '../child-json.js';
import { runOwn, runPlainWasm, runTorch } from './run-side.js';
import {
  isReferenceBlas,
  type OwnRun,
  type SideSummary,
  sideSummary,
  type TorchRun,
  trainRatios,
} from './train-report.js';
import { trainShape } from './train-shape.js';

/*
 * The training bench: the student's step, the same step in PyTorch, and in plain TensorFlow.js on WebAssembly.
 * Each side is a process of its own, one at a time; the rounds alternate. JSON on standard output.
 */
const { values } = parseArgs({
  options: {
    backend: { type: 'string', default: 'native' },
    rounds: { type: 'string', default: '2' },
    steps: { type: 'string', default: '10' },
    'warm-up': { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    'no-wasm': { type: 'boolean', default: false },
    'no-torch': { type: 'boolean', default: false },
  },
});
const INSTALL = 'apt-get install python3-torch libopenblas0-openmp';
const BUSY_LOAD_PER_CORE = 0.25;

const rounds = Number(values.rounds);
const threads = Number(values.threads);
const counts = { steps: Number(values.steps), warmUpSteps: Number(values['warm-up']), threads };
const load = loadavg()[0] ?? 0;
const processors = cpus();
const torchMissing = values['no-torch'] ? 'left out with --no-torch' : await whyNoTorch();
const withWasm = !values['no-wasm'];

const ours: OwnRun[] = [];
const stock: TorchRun[] = [];
const sameGraph: TorchRun[] = [];
for (let round = 1; round <= rounds; round += 1) {
  say(`round ${round} of ${rounds}: ours`);
  ours.push(await runOwn({ ...counts, backend: values.backend }));
  if (torchMissing !== undefined) continue;
  say(`round ${round} of ${rounds}: PyTorch, stock layers`);
  stock.push(await runTorch({ ...counts, variant: 'stock' }));
  say(`round ${round} of ${rounds}: PyTorch, same graph`);
  sameGraph.push(await runTorch({ ...counts, variant: 'same-graph' }));
}
if (withWasm) say('plain TensorFlow.js on WebAssembly, one step of about half a minute');
const plainWasm = withWasm ? sideSummary([await runPlainWasm(threads)]) : undefined;

const ownSummary = sideSummary(ours);
const stockSummary = torchSummary(stock, 'stock');
const sameGraphSummary = torchSummary(sameGraph, 'same-graph');
const blas = stock[0]?.blas;
const report = {
  machine: {
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    loadAverageAtStart: load,
  },
  shape: trainShape,
  ...counts,
  rounds,
  ours: { ...ownSummary, ...ownFacts(ours) },
  torch:
    torchMissing === undefined
      ? {
          version: stock[0]?.version,
          threads: stock[0]?.threads,
          blas,
          stock: stockSummary,
          sameGraph: sameGraphSummary,
        }
      : { missing: torchMissing, install: INSTALL },
  plainWasm: plainWasm ?? { missing: 'left out with --no-wasm' },
  ratios: trainRatios({
    ours: ownSummary,
    stock: stockSummary,
    sameGraph: sameGraphSummary,
    plainWasm,
    blas,
  }),
  notes: await notes(),
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);

function torchSummary(runs: readonly TorchRun[], variant: string): SideSummary | undefined {
  const found = runs.flatMap(({ variants }) => variants[variant] ?? []);
  return found.length === 0 ? undefined : sideSummary(found);
}

/** What only our side reports; speeds are those of the best round. */
function ownFacts(runs: readonly OwnRun[]) {
  const best = (name: 'batch1' | 'batch64'): number =>
    Math.max(...runs.map(({ encoderVideosPerSecond }) => encoderVideosPerSecond[name]));
  return {
    backend: runs[0]?.backend,
    reason: runs[0]?.reason,
    threads: runs[0]?.threads,
    tensorsLeft: Math.max(...runs.map(({ tensorsLeft }) => tensorsLeft)),
    encoder: { batch1: encoderSpeed(best('batch1')), batch64: encoderSpeed(best('batch64')) },
  };
}

/** Video tokens made, and feature tokens read to make them. */
function encoderSpeed(videosPerSecond: number) {
  return {
    videoTokensPerSecond: videosPerSecond,
    featureTokensPerSecond: videosPerSecond * trainShape.featureTokens,
  };
}

/** What a reader must know before quoting a figure. */
async function notes(): Promise<string[]> {
  const found: string[] = [];
  const backend = ours[0]?.backend;
  if (backend !== values.backend) found.push(`Backend ${values.backend} was asked for, ${backend} computed.`);
  if (load > BUSY_LOAD_PER_CORE * processors.length) {
    found.push(`The machine was busy at the start (load ${load}): the figures are noisy.`);
  }
  if (torchMissing === undefined && isReferenceBlas(blas)) {
    found.push(`PyTorch runs on the slow reference BLAS (${blas}); for a fair peer: ${INSTALL}.`);
  }
  if (processors.length > threads && !(await canPin(threads))) {
    found.push('`taskset` is missing: our side may use more cores than its threads.');
  }
  return found;
}

function say(words: string): void {
  process.stderr.write(`measuring ${words} …\n`);
}
