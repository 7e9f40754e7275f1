/** A stretch of sound in seconds. */
export interface Stretch {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Pauses up to this length stay in one piece: a sentence is better understood whole. */
const LONGEST_PAUSE_SECONDS = 1;
/** What Whisper hears at once. */
const LONGEST_WINDOW_SECONDS = 30;

/**
 * Stretches of speech as the pieces that are transcribed: neighbours with a short pause between them become one piece,
 * as long as it stays within 30 s; a longer stretch is cut.
 * @param stretches in time order, without overlap
 */
export function speechWindows(stretches: readonly Stretch[]): Stretch[] {
  const windows: Stretch[] = [];
  for (const stretch of stretches.flatMap(cut)) {
    const last = windows.at(-1);
    const isNear = last !== undefined && stretch.startSeconds - last.endSeconds <= LONGEST_PAUSE_SECONDS;
    if (isNear && stretch.endSeconds - last.startSeconds <= LONGEST_WINDOW_SECONDS) {
      windows[windows.length - 1] = { startSeconds: last.startSeconds, endSeconds: stretch.endSeconds };
    } else {
      windows.push(stretch);
    }
  }
  return windows;
}

function cut({ startSeconds, endSeconds }: Stretch): Stretch[] {
  const pieces: Stretch[] = [];
  for (let start = startSeconds; start < endSeconds; start += LONGEST_WINDOW_SECONDS) {
    pieces.push({ startSeconds: start, endSeconds: Math.min(endSeconds, start + LONGEST_WINDOW_SECONDS) });
  }
  return pieces;
}
