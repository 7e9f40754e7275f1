/** The value of a JSON text; `undefined` for what is no JSON, as a process that died while it wrote leaves it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
