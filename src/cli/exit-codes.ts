/** Done, even when single inputs failed: those are in the report. */
export const EXIT_DONE = 0;
/** A defect of the program. */
export const EXIT_INTERNAL = 1;
/** Wrong usage or configuration: nothing was tried. */
export const EXIT_USAGE = 2;
/** The command ran, and nothing succeeded. */
export const EXIT_NOTHING = 3;
/** Stopped by Ctrl-C or SIGTERM; what was committed stays. */
export const EXIT_INTERRUPTED = 130;
