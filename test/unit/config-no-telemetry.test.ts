import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { disableTelemetry } from '../../src/config/no-telemetry.js';

describe('the telemetry of ONNX Runtime', () => {
  it('is off unless the user has decided otherwise', () => {
    const silent: NodeJS.ProcessEnv = {};
    disableTelemetry(silent);
    expect(silent.ORT_DISABLE_TELEMETRY).toBe('1');
    const chosen: NodeJS.ProcessEnv = { ORT_DISABLE_TELEMETRY: '0' };
    disableTelemetry(chosen);
    expect(chosen.ORT_DISABLE_TELEMETRY).toBe('0');
  });

  it('leaves no file behind when a command computes with it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vidtoken-silent-'));
    const environment = { PATH: process.env.PATH ?? '', HOME: folder, TMPDIR: folder };
    await execa(
      process.execPath,
      [resolve('dist/src/cli/main.js'), 'doctor', '--data', join(folder, 'data')],
      {
        env: environment,
        extendEnv: false,
        reject: false,
      },
    );
    expect(readdirSync(folder).filter((name) => name !== 'data')).toEqual([]);
  });
});
