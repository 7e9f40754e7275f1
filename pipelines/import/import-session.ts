import type { VideoStore } from '../../src/core/store.js';
import type { DatasetFiles } from '../../src/dataset/recognise-files.js';
import type { PipelineContext } from '../context.js';
import type { FeatureFiles } from './feature-files.js';
import type { EventSurvey } from './survey-events.js';
import type { ItemSurvey } from './survey-items.js';

/** What a data set holds, read before anything is written. */
export interface DatasetSurvey {
  readonly files: DatasetFiles;
  readonly features: FeatureFiles;
  readonly events: EventSurvey;
  readonly items: ItemSurvey;
  readonly minimumRating: number | undefined;
}

/** Where an import goes. */
export interface ImportTarget {
  readonly context: PipelineContext;
  /** Absent when a dry run finds no store. */
  readonly store: VideoStore | undefined;
  /** Absent in a dry run: then everything is looked up and counted, and nothing is written. */
  readonly journal: { readonly id: string; begin(): Promise<void> } | undefined;
}
