/**
 * Process groups of media tools that are alive right now. This is the one place in the media layer with
 * state of its own, because the end of a process is an event of the whole process. Listeners are there
 * only while a child lives, so an idle program keeps Node's default behaviour.
 */
const living = new Set<number>();
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Kills a whole process group at once; a group that is gone (or, on macOS, only waits to be reaped) is fine. */
export function killProcessGroup(groupId: number): void {
  try {
    process.kill(-groupId, 'SIGKILL');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

function killAll(): void {
  for (const groupId of living) killProcessGroup(groupId);
}

/** A program with its own handler stops in its own way; without one we clean up and die as Node would have. */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  killAll();
  process.removeListener(signal, onSignal);
  process.kill(process.pid, signal);
}

/**
 * Remembers a living group until the returned function is called. Whatever is remembered when this process
 * exits, or is ended by SIGINT, SIGTERM or SIGHUP, is killed.
 */
export function trackProcessGroup(groupId: number): () => void {
  if (living.size === 0) {
    process.on('exit', killAll);
    for (const signal of SIGNALS) process.on(signal, onSignal);
  }
  living.add(groupId);
  return () => {
    living.delete(groupId);
    if (living.size > 0) return;
    process.removeListener('exit', killAll);
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
  };
}
