import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** Ends the run with one line that machines can read: `N passed, N failed, N skipped`. */
export class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      // A module that failed to load has no tests, and must not look like success.
      if (module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') counts.passed += 1;
        else if (state === 'failed') counts.failed += 1;
        else counts.skipped += 1;
      }
    }
    const { passed, failed, skipped } = counts;
    process.on('exit', () => {
      const rest = skipped === 0 ? '' : `, ${skipped} skipped`;
      process.stdout.write(`\n${passed} passed, ${failed} failed${rest}\n`);
    });
  }
}
