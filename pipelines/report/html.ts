/** Markup that is safe to put into a page: everything that came from outside was escaped on its way in. */
export interface Html {
  readonly markup: string;
}

type Part = string | number | Html | readonly Part[];

/**
 * Tagged template of markup: what stands in the template is markup, what is put in is text. Text is escaped, so it
 * can stand between tags and within quoted attributes, whatever it contains; only other `html` is taken as it is.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const markup = strings.reduce((before, next, at) => before + markupOf(parts[at - 1] as Part) + next);
  return { markup };
}

function markupOf(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return 'markup' in part ? part.markup : part.map(markupOf).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text for HTML and SVG, between tags or in a quoted attribute. Control characters, which neither allows, and lone
 * surrogates, which UTF-8 does not have, become U+FFFD.
 */
export function escapeHtml(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n\r]|\p{Cs}|[\uFFFE\uFFFF]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (sign) => ENTITIES[sign] as string);
}
