/** Part of a recommendation that its words are made from. */
interface Recommended {
  readonly branch: string;
  readonly historyLength: number;
}

/**
 * A reason of the service in words for a person: ids become titles where they are known, and figures say what they are.
 * What is not known here stays as it is.
 */
export function reasonInWords(reason: string, titleOf: (id: string) => string | undefined): string {
  const similarity = /^similarity to the user (-?[\d.]+)$/.exec(reason);
  if (similarity !== null) return `Near to you among the tokens: cosine ${similarity[1]}.`;
  const like = /^like (.+)$/.exec(reason);
  if (like !== null) {
    const names = (like[1] ?? '').split(', ').map((id) => titleOf(id) ?? id);
    return `Because you watched ${names.map((name) => `“${name}”`).join(', ')}.`;
  }
  const popularity = /^popularity ([\d.]+)$/.exec(reason);
  if (popularity !== null) {
    return Number(popularity[1]) === 0
      ? 'Nobody has watched it yet.'
      : `Popular with others (${popularity[1]}).`;
  }
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}${/[.!?]$/.test(reason) ? '' : '.'}`;
}

/** How the clips were chosen, in a sentence. */
export function choiceInWords({ branch, historyLength }: Recommended): string {
  if (historyLength === 0) return 'Nothing is known about you yet, so popular clips come first.';
  const watches = `${historyLength} ${historyLength === 1 ? 'watch' : 'watches'}`;
  if (branch === 'dreamumm') return `Chosen by the mean of your ${watches}.`;
  return `Your ${watches} give no direction yet, so other scores decide (${branch}).`;
}
