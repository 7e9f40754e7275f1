import { defineConfig } from 'vitest/config';
import { ClosingLineReporter } from './test/support/closing-line-reporter.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', new ClosingLineReporter()],
    // Tests of whole commands and of kills run the compiled program.
    globalSetup: ['test/support/global-setup.ts'],
    // Integration tests run real ffmpeg and real LanceDB; two workers match the smallest supported machine.
    // ONNX Runtime would report to its maker and leave files in the temporary folder.
    env: { ORT_DISABLE_TELEMETRY: '1' },
    pool: 'forks',
    maxWorkers: 2,
    // Against what hangs, not against what is slow: a busy machine is not wrong.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
