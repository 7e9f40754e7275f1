import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { packageInfo } from '../../src/config/package-info.js';
import { doctorReport } from '../../src/core/reports/doctor-report.js';
import { runCli } from '../support/run-cli.js';
import { noGraphics, softwareGraphics } from '../support/software-graphics.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const BACKEND_MODULE = pathToFileURL(join(packageInfo().root, 'dist/src/tensor/backend.js')).href;

/** Starts the GPU in a process that leaves at once, with a product under way. @returns its exit code. */
function leaveWithWorkUnderWay(): Promise<string | number | null> {
  const program = `
    const { selectBackend } = await import(${JSON.stringify(BACKEND_MODULE)});
    const { matMul, ones } = await import('@tensorflow/tfjs-core');
    const quiet = () => {};
    await selectBackend({ name: 'webgpu', logger: { debug: quiet, info: quiet, warn: quiet, error: quiet } });
    const matrix = ones([256, 256]);
    matMul(matrix, matrix).data();
    matMul(matrix, matrix);
    process.exit(7);`;
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { cwd: packageInfo().root, env: { ...process.env, ...softwareGraphics } },
      () => resolve(child.exitCode ?? child.signalCode),
    );
  });
}

describe.skipIf(softwareGraphics === undefined)(
  `a process that has used a graphics adapter${noGraphics}`,
  () => {
    it('is examined by the doctor when it is asked for, and ends by itself', async () => {
      const data = await temporaryFolder();
      const args = ['doctor', '--backend', 'webgpu', '--json', '--data', data];
      const { exitCode, stdout } = await runCli(args, { env: { ...process.env, ...softwareGraphics } });
      expect(exitCode).toBe(0);
      const { backends, ok } = doctorReport.parse(JSON.parse(stdout));
      const probe = backends.find(({ name }) => name === 'webgpu');
      expect(ok).toBe(true);
      expect(probe).toMatchObject({ state: 'ok', auto: false });
      expect(probe?.detail).toContain('a software adapter');
      expect(probe?.gigaflops).toBeGreaterThan(0);
    });

    it('ends at once with its own exit code while the adapter is at work', async () => {
      expect(await leaveWithWorkUnderWay()).toBe(7);
    });
  },
);

describe('a process that asks for a graphics adapter where Vulkan offers none', () => {
  it.skipIf(process.platform !== 'linux')('is told what to install, with exit code 2', async () => {
    const env = {
      ...process.env,
      VK_ICD_FILENAMES: '/nonexistent.json',
      VK_DRIVER_FILES: '/nonexistent.json',
    };
    const args = ['doctor', '--backend', 'webgpu', '--json', '--data', await temporaryFolder()];
    const { exitCode, stdout } = await runCli(args, { env });
    expect(exitCode).toBe(2);
    const { checks, backends } = doctorReport.parse(JSON.parse(stdout));
    expect(backends.find(({ name }) => name === 'webgpu')).toMatchObject({ state: 'absent', auto: false });
    expect(checks.find(({ name }) => name === 'backend')).toMatchObject({
      ok: false,
      detail: 'webgpu: no graphics driver offers an adapter',
      hint: 'Install the driver of the GPU, with Vulkan support',
    });
  });
});
