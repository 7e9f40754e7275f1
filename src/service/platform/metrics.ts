/** Counters and histograms in the format of Prometheus. */
export interface ServiceMetrics {
  /** Times one stage of a request, such as `search`, `rows`, `encode`. */
  time<Result>(stage: string, work: () => Promise<Result>): Promise<Result>;
  text(): Promise<string>;
}
