/** Runs some work once, after so many milliseconds. @returns calls it off */
export type Later = (ms: number, work: () => void) => () => void;

/** The timer of the process; it does not keep the process alive. */
export const unreferencedLater: Later = (ms, work) => {
  const timer = setTimeout(work, ms);
  timer.unref();
  return () => clearTimeout(timer);
};
