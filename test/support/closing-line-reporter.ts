import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** Ends the run with one line that machines can read: `N passed, N failed`. Skips stand in the summary above it. */
export class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length };
    for (const module of modules) {
      // A module that failed to load has no tests, and must not look like success.
      if (module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') counts.passed += 1;
        if (state === 'failed') counts.failed += 1;
      }
    }
    const { passed, failed } = counts;
    process.on('exit', () => {
      process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
    });
  }
}
