import { describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../../src/core/runtime.js';
import { createTextRecogniser } from '../../src/readings/registry.js';

vi.mock('tesseract.js', () => {
  throw new Error("Cannot find package 'tesseract.js'");
});

describe('the text recogniser without its package', () => {
  it('names the command that installs it', async () => {
    const creating = createTextRecogniser({
      id: 'tesseract',
      weightsFolder: '/nowhere',
      threads: 1,
      offline: true,
      hub: {},
      logger: silentLogger,
    });
    await expect(creating).rejects.toMatchObject({
      code: 'missing-tool',
      hint: 'npm install tesseract.js@7',
    });
  });
});
