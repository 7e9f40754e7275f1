import { readdirSync, readFileSync } from 'node:fs';

/** Ids of direct children of a process (this one by default) that run a program; the dead are not counted. */
export function runningChildren(program: string, parentId: number = process.pid): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => {
      const stat = readStat(id);
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return state !== 'Z' && Number(parent) === parentId && stat.includes(`(${program})`);
    });
}

/** A process may end between listing and reading. */
function readStat(id: number): string {
  try {
    return readFileSync(`/proc/${id}/stat`, 'utf8');
  } catch {
    return '';
  }
}
