import { createRequire } from 'node:module';
import { getKernel } from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Logger, silentLogger } from '../../src/core/runtime.js';
import { currentBackend, selectBackend } from '../../src/tensor/backend.js';
import type { BackendRung } from '../../src/tensor/backend-names.js';
import { onnxModel } from '../../src/tensor/native/onnx-graph.js';
import { loadOnnxRuntime, type OnnxRuntime } from '../../src/tensor/native/onnx-runtime.js';
import { startNative } from '../../src/tensor/native/start-native.js';
import { RungAbsentError } from '../../src/tensor/rungs/rung-absent.js';
import { rungs } from '../../src/tensor/rungs/rungs.js';
import type { StartRung } from '../../src/tensor/rungs/start-rung.js';

const real = createRequire(import.meta.url);
const MANIFEST = 'onnxruntime-node/package.json';
const BINDING = 'onnxruntime-node/dist/binding.js';

/** The packages as they are installed, but for some modules. */
function requireWith(changes: Readonly<Record<string, () => unknown>>): (module: string) => unknown {
  return (module) => changes[module]?.() ?? real(module);
}

const missing = (): never => {
  throw new Error('libonnxruntime.so.1: cannot open shared object file');
};

/** Everything in order, but a product is off by one in a single number. */
function wrongRuntime(): OnnxRuntime {
  const runtime = loadOnnxRuntime();
  return {
    ...runtime,
    createSession(model) {
      const session = runtime.createSession(model);
      return {
        run(operands, results) {
          session.run(operands, results);
          const [first] = Object.values(results);
          if (first !== undefined) first.values[3] = 1 + (first.values[3] as number);
        },
      };
    },
  };
}

/** Ways in which ONNX Runtime may not work here, and what is said about each. */
const FAULTS: Readonly<Record<string, readonly [load: () => OnnxRuntime, reason: string]>> = {
  'its library is missing': [
    () => loadOnnxRuntime(requireWith({ [BINDING]: missing })),
    'libonnxruntime.so.1: cannot open shared object file',
  ],
  'its package is missing': [
    () => loadOnnxRuntime(() => real('no-such-package-here')),
    "Cannot find module 'no-such-package-here'",
  ],
  'it has another version': [
    () => loadOnnxRuntime(requireWith({ [MANIFEST]: () => ({ version: '1.31.0' }) })),
    'onnxruntime-node 1.31.0 is installed, its synchronous call is known for 1.30 only',
  ],
  'its binding has another shape': [
    () => loadOnnxRuntime(requireWith({ [BINDING]: () => ({ initOrt: () => undefined, binding: {} }) })),
    'has no synchronous binding',
  ],
  'it computes wrong': [
    wrongRuntime,
    'ONNX Runtime gave [50,68,122,168] for a product that is [50,68,122,167]',
  ],
};

const absent: StartRung = () =>
  Promise.reject(new RungAbsentError('left out here', { hint: 'Nothing to install' }));

/** The ladder of a machine without a GPU, on which ONNX Runtime is loaded like this. */
function ladderWith(load: () => OnnxRuntime): Readonly<Record<BackendRung, StartRung>> {
  const native: StartRung = (options) => startNative({ ...options, load });
  return { ...rungs, 'tensorflow-gpu': absent, tensorflow: absent, webgpu: absent, native };
}

interface Line {
  readonly level: string;
  readonly facts: object;
  readonly message: string;
}

function recordingLogger(): { readonly logger: Logger; readonly lines: Line[] } {
  const lines: Line[] = [];
  const record =
    (level: string) =>
    (facts: object, message: string): void => {
      lines.push({ level, facts, message });
    };
  const logger = {
    debug: record('debug'),
    info: record('info'),
    warn: record('warn'),
    error: record('error'),
  };
  return { logger, lines };
}

describe('the native rung', () => {
  beforeEach(async () => {
    await selectBackend({ name: 'cpu', logger: silentLogger });
  });

  describe.each(Object.entries(FAULTS))('where %s', (_, [load, reason]) => {
    it('gives way to WebAssembly with one warning that says why', async () => {
      const { logger, lines } = recordingLogger();
      const chosen = await selectBackend({ name: 'auto', logger, ladder: ladderWith(load) });
      expect(chosen.name).toBe('wasm');
      expect(currentBackend()).toBe('wasm');
      expect(chosen.reason).toContain(reason);
      const warnings = lines.filter(({ level }) => level === 'warn' || level === 'error');
      expect(warnings).toEqual([
        {
          level: 'warn',
          facts: { backend: 'native', reason: expect.stringContaining(reason) },
          message: 'Compute backend does not start.',
        },
      ]);
      expect(getKernel('Linear', 'native')).toBeUndefined();
    });

    it('is refused where it is asked for, and leaves the current backend alone', async () => {
      const asked = selectBackend({ name: 'native', logger: silentLogger, ladder: ladderWith(load) });
      await expect(asked).rejects.toMatchObject({
        code: 'backend-unavailable',
        message: expect.stringContaining(reason),
        hint: expect.stringContaining('--backend auto'),
      });
      expect(currentBackend()).toBe('cpu');
    });
  });

  it('starts when all is in order, even after it failed, and says with what', async () => {
    const { name, reason } = await selectBackend({ name: 'native', logger: silentLogger });
    expect(name).toBe('native');
    const { version } = real(MANIFEST) as { readonly version: string };
    expect(reason).toMatch(`ONNX Runtime ${version} on WebAssembly memory`);
    expect(getKernel('Linear', 'native')).toBeDefined();
  });
});

describe('the synchronous call of ONNX Runtime', () => {
  const gemm = () =>
    loadOnnxRuntime().createSession(
      onnxModel({
        nodes: [{ operator: 'Gemm', inputs: ['x', 'y'], outputs: ['z'] }],
        inputs: ['x', 'y'],
        outputs: ['z'],
      }),
    );
  const operand = (...shape: number[]) => ({
    values: new Float32Array(shape.reduce((before, length) => before * length, 1)),
    shape,
  });

  it('throws what ONNX Runtime says of operands that do not fit', () => {
    const session = gemm();
    expect(() => session.run({ x: operand(2, 3), y: operand(4, 5) }, { z: operand(2, 5) })).toThrow(
      /Gemm|dimension/,
    );
    expect(() => session.run({ x: operand(2, 3) }, { z: operand(2, 5) })).toThrow(/y/);
  });

  it('throws where a result has no room for what is computed', () => {
    const session = gemm();
    expect(() => session.run({ x: operand(2, 3), y: operand(3, 5) }, { z: operand(2, 4) })).toThrow(/shape/i);
  });

  it('computes right again after it has thrown', () => {
    const session = gemm();
    expect(() => session.run({ x: operand(2, 3), y: operand(4, 5) }, { z: operand(2, 5) })).toThrow();
    const z = operand(1, 1);
    const three = { values: Float32Array.of(1, 2, 3), shape: [1, 3] };
    session.run({ x: three, y: { ...three, shape: [3, 1] } }, { z });
    expect(z.values[0]).toBe(14);
  });

  it('throws on bytes that are no model', () => {
    expect(() => loadOnnxRuntime().createSession(Uint8Array.of(1, 2, 3))).toThrow();
  });
});
