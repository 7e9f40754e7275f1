/** A file name of plain letters: `Retrieval by kind` → `retrieval-by-kind.csv`. */
export function fileName(title: string, ending: string): string {
  const plain = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80);
  return `${plain === '' ? 'table' : plain}.${ending}`;
}
