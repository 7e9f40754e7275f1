import type { ExplainReport, WordGain } from '../core/reports/explain-report.js';
import { oneLine } from './text-table.js';

/** Longer than any description that a model learns; untrusted text must not fill the terminal. */
const TEXT_LIMIT = 1200;

/** What a token says and knows, for people. */
export function explainLines(report: ExplainReport): string[] {
  const { query, space, readOut, description } = report;
  const said = oneLine(readOut, TEXT_LIMIT);
  return [
    `${query.id ?? query.uri} (space ${space.id}${heldOutWords(report)})`,
    'reads out of the token:',
    `  ${said === '' ? '(nothing)' : said}`,
    ...(description === null
      ? []
      : [`stored description (${description.describer}):`, `  ${oneLine(description.text, TEXT_LIMIT)}`]),
    ...fitLines(report),
  ];
}

function heldOutWords({ heldOut, query }: ExplainReport): string {
  if (heldOut === true) return ', held out of training';
  return heldOut === false && query.stored ? ', trained on or added later' : '';
}

function fitLines({ fit }: ExplainReport): string[] {
  if (fit === null) return [];
  const what = fit.text === 'description' ? 'the description' : 'the read-out';
  const clips =
    fit.otherClips === 1 ? 'the token of 1 other clip' : `the tokens of ${fit.otherClips} other clips`;
  return [
    `log-likelihood of ${what}, nats per word (${fit.words} words):`,
    `  ${signed(fit.ownPerWord, 3)} from this token · ${signed(fit.othersPerWord, 3)} from ${clips} · rank ${fit.rank} of ${fit.otherClips + 1}`,
    ...gainLine('words that this token raises most', fit.raised),
    ...gainLine('words that it lowers most', fit.lowered),
  ];
}

function gainLine(title: string, gains: readonly WordGain[]): string[] {
  if (gains.length === 0) return [];
  const words = gains.map(({ word, count, gain }) => {
    const times = count === 1 ? '' : ` (${count} ×)`;
    return `${oneLine(word, 40)}${times} ${gain < 0 ? '' : '+'}${signed(gain, 2)}`;
  });
  return [`${title}, in nats:`, `  ${words.join(' · ')}`];
}

/** With a minus sign as wide as a plus. */
function signed(value: number, digits: number): string {
  return value.toFixed(digits).replace('-', '−');
}
