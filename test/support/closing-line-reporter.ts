import { relative } from 'node:path';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Ends the run with one line that machines can read: `N passed, N failed`. Skips stand in the summary above it.
 * Before it stand the names of what went wrong, because those who read only the end of a long log need them
 * most; a file whose process died is named there and nowhere else.
 */
export class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length };
    const trouble: string[] = [];
    for (const module of modules) {
      const file = relative(module.project.config.root, module.moduleId);
      // A module that failed to load has no tests, and must not look like success.
      if (module.errors().length > 0) {
        counts.failed += 1;
        trouble.push(`failed: ${file}`);
      }
      const unfinished: string[] = [];
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') counts.passed += 1;
        if (state === 'failed') {
          counts.failed += 1;
          trouble.push(`failed: ${file} > ${test.fullName}`);
        }
        if (state === 'pending') unfinished.push(test.fullName);
      }
      if (unfinished.length > 0) {
        trouble.push(`not finished: ${file}, ${unfinished.length} tests from "${unfinished[0]}" on`);
      }
    }
    const { passed, failed } = counts;
    process.on('exit', () => {
      process.stdout.write(['', ...trouble, `${passed} passed, ${failed} failed`, ''].join('\n'));
    });
  }
}
