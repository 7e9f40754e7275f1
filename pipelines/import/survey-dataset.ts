import type { Modality } from '../../src/core/features.js';
import { readRecboleUsers } from '../../src/dataset/readers/recbole-user.js';
import { type DatasetFiles, recogniseFiles } from '../../src/dataset/recognise-files.js';
import { openFeatures } from './feature-files.js';
import type { DatasetSurvey } from './import-session.js';
import { MalformedRows } from './malformed-rows.js';
import { surveyEvents } from './survey-events.js';
import { surveyItems } from './survey-items.js';

export interface SurveyOptions {
  /** A folder of one data set, or one file of interactions. */
  readonly path: string;
  /** Default: as its files are called. */
  readonly name?: string;
  /** Feature files by modality, relative to the folder. Default: by their names. */
  readonly features?: ReadonlyMap<Modality, string>;
  /** Events with a lower rating, or none, are left out. */
  readonly minimumRating?: number;
  readonly signal: AbortSignal;
}

/** A survey with what was counted on the way. Whoever gets it closes its feature files. */
export interface FullSurvey extends DatasetSurvey {
  readonly users: number;
  readonly malformed: MalformedRows;
}

/** Reads all files of a data set once, features by their headers alone. @throws VidtokenError `usage`, `invalid-value` */
export async function surveyDataset(options: SurveyOptions): Promise<FullSurvey> {
  const { signal, minimumRating } = options;
  const files = await recogniseFiles(options);
  const malformed = new MalformedRows();
  const features = await openFeatures(files.features);
  try {
    const events = await surveyEvents({ files, minimumRating, malformed, signal });
    const named = new Set(events.itemEvents.keys());
    const items = await surveyItems({ files, features, named, malformed, signal });
    const users = await countUsers(files, { malformed, signal });
    return { files, features, events, items, minimumRating, users, malformed };
  } catch (error) {
    await features.close();
    throw error;
  }
}

async function countUsers(
  { users }: DatasetFiles,
  { malformed, signal }: { readonly malformed: MalformedRows; readonly signal: AbortSignal },
): Promise<number> {
  let count = 0;
  if (users === undefined) return count;
  for await (const row of readRecboleUsers({ file: users, signal })) {
    if (row.kind === 'malformed') malformed.add(row);
    else count += 1;
  }
  return count;
}
