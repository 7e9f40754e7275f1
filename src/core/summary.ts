import type { ContentHash, SpaceId, VideoId } from './ids.js';

/** Descriptions are cut to so many characters in a `SummaryRow`. */
export const SUMMARY_DESCRIPTION_CHARACTERS = 400;

/** What tells whether a row has changed since it was read; unknown is null. */
export interface VideoMark {
  readonly id: VideoId;
  readonly contentHash: ContentHash;
  readonly contentClusterId: number | null;
  readonly tokenClusterId: number | null;
  /** Of the token; null when the row has none. */
  readonly spaceId: SpaceId | null;
  readonly updatedAtMs: number;
}

/** What a list shows of a video; light enough to hold many in memory. Unknown is null. */
export interface SummaryRow extends VideoMark {
  readonly uri: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly describerId: string | null;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly durationSeconds: number | null;
  /** Display size in pixels. */
  readonly width: number | null;
  readonly height: number | null;
  readonly hasSound: boolean;
  readonly hasMedia: boolean;
  readonly createdAtMs: number;
  /** Null as well when it was not asked for. */
  readonly token: Float32Array | null;
}

export interface SummaryQuery {
  /** Only these; unknown ones are left out. */
  readonly ids?: readonly VideoId[];
  /** SQL over the columns of `videos`. */
  readonly where?: string;
  readonly withTokens?: boolean;
  readonly pageSize?: number;
  /** As the rows lie when absent. Rows without a value come last, equal ones in the order of their ids. */
  readonly orderBy?: { readonly column: 'id' | 'created_at' | 'duration'; readonly ascending: boolean };
  readonly limit?: number;
}
