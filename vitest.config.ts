import { defineConfig } from 'vitest/config';
import { ClosingLineReporter } from './test/support/closing-line-reporter.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', new ClosingLineReporter()],
    // Tests of whole commands and of kills run the compiled program.
    globalSetup: ['test/support/global-setup.ts'],
    // Integration tests run real ffmpeg and real LanceDB; two workers match the smallest supported machine.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
