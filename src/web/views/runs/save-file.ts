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
