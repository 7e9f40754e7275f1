/** A length in English: `less than a second`, `7 seconds`, `2 minutes and 5 seconds`, `1 hour and 3 minutes`. */
export function durationWords(durationSeconds: number): string {
  if (durationSeconds < 0.5) return 'less than a second';
  const seconds = Math.round(durationSeconds);
  if (seconds < 60) return counted(seconds, 'second');
  if (seconds < 3600) {
    return joined(counted(Math.floor(seconds / 60), 'minute'), counted(seconds % 60, 'second'));
  }
  const minutes = Math.round(seconds / 60);
  return joined(counted(Math.floor(minutes / 60), 'hour'), counted(minutes % 60, 'minute'));
}

function counted(count: number, unit: string): string {
  if (count === 0) return '';
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function joined(large: string, small: string): string {
  return small === '' ? large : `${large} and ${small}`;
}
