import type { Progress, ProgressStage } from '../../src/core/runtime.js';
import type { DownloadFacts } from '../../src/describe/describer-options.js';

const MEBIBYTE = 2 ** 20;

/** One bar for each file that is downloaded, in MiB. */
export function downloadProgress(progress: Progress): (facts: DownloadFacts) => void {
  const bars = new Map<string, { readonly stage: ProgressStage; shown: number }>();
  return ({ file, loadedBytes, totalBytes }) => {
    const total = totalBytes === undefined ? {} : { total: Math.ceil(totalBytes / MEBIBYTE) };
    const bar = bars.get(file) ?? { stage: progress.stage({ name: file, unit: 'MiB', ...total }), shown: 0 };
    bars.set(file, bar);
    const isDone = loadedBytes === totalBytes;
    const loaded = isDone ? Math.ceil(loadedBytes / MEBIBYTE) : Math.floor(loadedBytes / MEBIBYTE);
    bar.stage.advance(loaded - bar.shown);
    bar.shown = loaded;
    if (isDone) bar.stage.done();
  };
}
