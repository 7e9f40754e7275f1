import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/core/runtime.js';
import { currentBackend, selectBackend } from '../../src/tensor/backend.js';
import { probeBackends } from '../../src/tensor/probe-backends.js';

describe('the compute backend ladder', () => {
  it('takes WebAssembly with SIMD by itself and says why', async () => {
    const { name, reason } = await selectBackend({ name: 'auto', logger: silentLogger });
    expect(name).toBe('wasm');
    expect(reason).toContain('SIMD');
    expect(reason).toContain('fastest that works here');
    expect(currentBackend()).toBe('wasm');
  });

  it('takes the rung that is asked for', async () => {
    const { name, reason } = await selectBackend({ name: 'cpu', logger: silentLogger });
    expect(name).toBe('cpu');
    expect(reason).toContain('asked for');
    expect(currentBackend()).toBe('cpu');
  });

  it('probes every rung with its speed and leaves the chosen one in place', async () => {
    await selectBackend({ name: 'cpu', logger: silentLogger });
    let now = 0;
    const probes = await probeBackends(() => {
      now += 100;
      return now;
    });
    expect(probes.map(({ name, ok }) => [name, ok])).toEqual([
      ['wasm', true],
      ['cpu', true],
    ]);
    for (const { gigaflops } of probes) expect(gigaflops).toBeGreaterThan(0);
    expect(currentBackend()).toBe('cpu');
  });
});
