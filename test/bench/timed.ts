/** Milliseconds of each call. */
export function timed(work: () => void, count: number): number[] {
  return Array.from({ length: count }, () => {
    const startedAtMs = performance.now();
    work();
    return performance.now() - startedAtMs;
  });
}
