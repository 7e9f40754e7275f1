import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Logger, silentLogger } from '../../src/core/runtime.js';
import { currentBackend, selectBackend } from '../../src/tensor/backend.js';
import { BACKEND_RUNGS, PLAIN_RUNGS } from '../../src/tensor/backend-names.js';
import { probeBackends } from '../../src/tensor/probe-backends.js';
import { hasGraphicsDevice } from '../../src/tensor/rungs/graphics-device.js';
import { loadOptional } from '../../src/tensor/rungs/load-optional.js';
import { RungAbsentError } from '../../src/tensor/rungs/rung-absent.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const TENSORFLOW_RUNGS = [
  ['tensorflow-gpu', '@tensorflow/tfjs-node-gpu'],
  ['tensorflow', '@tensorflow/tfjs-node'],
] as const;

function isInstalled(name: string): boolean {
  try {
    return createRequire(import.meta.url).resolve(name) !== '';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return false;
    throw error;
  }
}

/** Where a quicker rung works, `auto` rightly takes that one. */
const isPlain = !hasGraphicsDevice() && !TENSORFLOW_RUNGS.some(([, name]) => isInstalled(name));

function recordingLogger(): { readonly logger: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  const record =
    (level: string) =>
    (facts: object, message: string): void => {
      lines.push(`${level} ${'backend' in facts ? facts.backend : ''} ${message}`);
    };
  const levels = {
    debug: record('debug'),
    info: record('info'),
    warn: record('warn'),
    error: record('error'),
  };
  return { logger: levels, lines };
}

describe('the compute backend ladder', () => {
  it.skipIf(!isPlain)(
    'takes the native rung of a plain install, and says why and what was passed over',
    async () => {
      const { logger, lines } = recordingLogger();
      const { name, reason } = await selectBackend({ name: 'auto', logger });
      expect(name).toBe('native');
      expect(currentBackend()).toBe('native');
      expect(reason).toContain('ONNX Runtime');
      expect(reason).toContain('fastest that works here');
      expect(reason).toContain('tensorflow-gpu: @tensorflow/tfjs-node-gpu is not installed');
      expect(reason).toContain('webgpu: no GPU on this machine');
      expect(lines).toEqual([
        'debug tensorflow-gpu Compute backend passed over.',
        'debug tensorflow Compute backend passed over.',
        'debug webgpu Compute backend passed over.',
        'info native Compute backend chosen.',
      ]);
    },
  );

  it.each(PLAIN_RUNGS)('takes the rung %s when it is asked for', async (asked) => {
    const { name, reason } = await selectBackend({ name: asked, logger: silentLogger });
    expect(name).toBe(asked);
    expect(reason).toContain('asked for');
    expect(currentBackend()).toBe(asked);
  });

  it.each(TENSORFLOW_RUNGS)(
    'refuses %s with what to install where %s is missing',
    async (name, packageName) => {
      if (isInstalled(packageName)) return;
      await selectBackend({ name: 'cpu', logger: silentLogger });
      await expect(selectBackend({ name, logger: silentLogger })).rejects.toMatchObject({
        code: 'backend-unavailable',
        message: `The compute backend "${name}" does not work here: ${packageName} is not installed.`,
        hint: `Install it with: npm install ${packageName}, or take the fastest that works here: --backend auto`,
      });
      expect(currentBackend()).toBe('cpu');
    },
  );

  it('tells a package that is not installed from one that is broken', async () => {
    await expect(loadOptional('no-such-package-here')).rejects.toBeInstanceOf(RungAbsentError);
    const broken = join(await temporaryFolder(), 'broken.cjs');
    await writeFile(broken, 'throw new Error("libfoo.so is missing");');
    await expect(loadOptional(broken)).rejects.toThrow('libfoo.so is missing');
    await expect(loadOptional(broken)).rejects.not.toBeInstanceOf(RungAbsentError);
  });
});

describe('the probe of the ladder', () => {
  it('lists every rung with its speed or its reason, and leaves the chosen one in place', async () => {
    await selectBackend({ name: 'cpu', logger: silentLogger });
    let now = 0;
    const probes = await probeBackends({
      clock: () => {
        now += 100;
        return now;
      },
    });
    expect(probes.map(({ name }) => name)).toEqual(BACKEND_RUNGS);
    for (const { state, gigaflops, detail } of probes) {
      expect(detail).not.toBe('');
      if (state === 'ok') expect(gigaflops).toBeGreaterThan(0);
      else expect(gigaflops).toBeUndefined();
    }
    for (const name of PLAIN_RUNGS) expect(probes.find((probe) => probe.name === name)?.state).toBe('ok');
    expect(probes.filter(({ auto }) => auto)).toEqual([probes.find(({ state }) => state === 'ok')]);
    expect(currentBackend()).toBe('cpu');
  });

  it('counts two operations per multiplication of a product of 256', async () => {
    let now = 0;
    const probes = await probeBackends({
      // Every look at the clock takes 100 ms: one product between two looks.
      clock: () => {
        now += 100;
        return now;
      },
    });
    expect(probes.find(({ name }) => name === 'cpu')?.gigaflops).toBeCloseTo((2 * 256 ** 3) / 0.1 / 1e9, 6);
  });
});
