import { isOtherContent, type Operation } from '../contract/operation.js';

/** Uploads, media and events last as long as their files and jobs; everything else has the time limit of requests. */
export function hasTimeLimit({ multipart, answer }: Operation): boolean {
  return multipart === undefined && !isOtherContent(answer);
}
