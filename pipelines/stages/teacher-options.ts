import type { PriceTable } from '../../src/core/prices.js';
import type { DescriberSettings } from '../../src/describe/describer-options.js';

/** Who writes the descriptions, how, and what it may cost. */
export interface TeacherOptions {
  /** Describers in the order in which they are asked; `auto` chooses by what is configured. */
  readonly describerIds: readonly string[];
  readonly settings: DescriberSettings;
  readonly prices: PriceTable;
  /** US dollars that this run may spend; without it there is no limit. */
  readonly budgetUsd?: number;
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  /**
   * Only this many videos of the store are described by describers that look at the file: those with the smallest
   * content hashes, a fair sample that a larger number contains.
   */
  readonly sample?: number;
  /** Ask again for videos that are quarantined for good. */
  readonly retryFailed: boolean;
  readonly readings: ReadingOptions;
}

/** What is read out of sound and picture before a video is described; off unless asked for. */
export interface ReadingOptions {
  readonly transcriber?: { readonly id: string; readonly model?: string; readonly language?: string };
  readonly textRecogniser?: { readonly id: string; readonly language?: string };
}
