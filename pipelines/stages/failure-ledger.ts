import type { FailureRecord } from '../../src/core/record.js';
import type { VideoStore } from '../../src/core/store.js';

/** The failures on record, compared with what this run sees: only differences are written. */
export interface FailureLedger {
  /** The failures that are not on record in the same words. */
  unrecorded(failures: readonly FailureRecord[]): FailureRecord[];
  /** An input that is well now. */
  succeeded(file: string): void;
  /** Files whose record does not hold any more: they succeeded, or are lines of `manifests` that are well now. */
  outdated(manifests: readonly string[]): string[];
}

export async function readFailureLedger(store: VideoStore): Promise<FailureLedger> {
  const recorded = new Map(
    (await store.failures.list()).map((failure) => [failure.file, signature(failure)]),
  );
  const seen = new Set<string>();
  const well = new Set<string>();
  return {
    unrecorded(failures) {
      for (const { file } of failures) seen.add(file);
      return failures.filter((failure) => recorded.get(failure.file) !== signature(failure));
    },
    succeeded(file) {
      if (recorded.has(file)) well.add(file);
    },
    outdated(manifests) {
      const isOldLine = (file: string): boolean =>
        !seen.has(file) && manifests.some((manifest) => file.startsWith(`${manifest}:`));
      return [...recorded.keys()].filter((file) => well.has(file) || isOldLine(file));
    },
  };
}

function signature({ code, reason, contentHash }: FailureRecord): string {
  return [code, reason, contentHash ?? ''].join('\n');
}
