const TAG_PATTERN = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g;

/** A tag of a page, with its attributes as they are written. */
export interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Reads markup as strictly as XML: every tag is closed in order, every attribute is quoted, no `<` or `>` stands
 * outside a tag, and `&` begins an entity.
 * @returns every opening tag. @throws Error at the first fault
 */
export function checkMarkup(markup: string): Tag[] {
  const open: string[] = [];
  const tags: Tag[] = [];
  let end = 0;
  for (const match of markup.matchAll(TAG_PATTERN)) {
    const [whole, closing, name = '', attributes = '', selfClosing] = match;
    checkText(markup.slice(end, match.index));
    end = match.index + whole.length;
    if (closing === '/') {
      const expected = open.pop();
      if (expected !== name) throw new Error(`</${name}> closes <${expected}>`);
      continue;
    }
    checkEntities(attributes);
    const pairs = [...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)];
    tags.push({
      name,
      attributes: Object.fromEntries(pairs.map(([, key = '', value = '']) => [key, value])),
    });
    if (selfClosing === '') open.push(name);
  }
  checkText(markup.slice(end));
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`);
  return tags;
}

function checkText(text: string): void {
  if (/[<>]/.test(text)) throw new Error(`a bare sign in: ${text.slice(0, 80)}`);
  checkEntities(text);
}

function checkEntities(text: string): void {
  if (/&(?!(amp|lt|gt|quot|#39);)/.test(text)) throw new Error(`a bare & in: ${text.slice(0, 80)}`);
}
