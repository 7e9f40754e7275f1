import type { Frame } from '../../core/media.js';
import type { DescriberOptions } from '../describer-options.js';
import type { ShownPictures } from '../prompt/video-prompt.js';
import type { CallSettings } from './call-settings.js';
import { contactSheet } from './contact-sheet.js';

export interface EncodedPictures {
  readonly picturesJpeg: readonly Uint8Array[];
  /** What they are, for the prompt. */
  readonly shown: ShownPictures;
}

/** The frames as JPEG, one by one or all on one sheet. */
export async function showPictures(
  frames: readonly Frame[],
  options: Pick<CallSettings, 'contactSheet' | 'pictureMaxSidePixels'> & Pick<DescriberOptions, 'encodeJpeg'>,
): Promise<EncodedPictures> {
  const { encodeJpeg, pictureMaxSidePixels: maxSidePixels } = options;
  const timesSeconds = frames.map(({ timeSeconds }) => timeSeconds);
  if (options.contactSheet) {
    const { picture, columns } = contactSheet(frames);
    const jpeg = await encodeJpeg(picture, { maxSidePixels });
    return { picturesJpeg: [jpeg], shown: { timesSeconds, sheetColumns: columns } };
  }
  const picturesJpeg: Uint8Array[] = [];
  for (const frame of frames) picturesJpeg.push(await encodeJpeg(frame, { maxSidePixels }));
  return { picturesJpeg, shown: { timesSeconds } };
}
