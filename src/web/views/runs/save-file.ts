/** Gives a text to the browser as a file to save. */
export function saveFile(
  name: string,
  { type, text }: { readonly type: string; readonly text: string },
): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** A file name of plain letters: `Retrieval by kind` → `retrieval-by-kind.csv`. */
export function fileName(title: string, ending: string): string {
  const plain = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80);
  return `${plain === '' ? 'table' : plain}.${ending}`;
}
