import type { StructuredDescription } from '../../core/description.js';
import { quotedText } from '../safe-text.js';
import { STRUCTURED_LIMITS } from './structured-schema.js';

const TRAILING_STOPS = /[\s.;,]+$/u;
const SENTENCE_END = /[.!?…]["')\]]?$/u;

/**
 * The plain English text of a description, always the same for the same facts: this is what the student learns. Empty
 * fields leave no trace.
 */
export function canonicalText(facts: StructuredDescription): string {
  return [
    sentence(facts.summary),
    labelled('It is about', facts.themes),
    labelled('It shows', facts.characters),
    labelled(facts.scenes.length > 1 ? 'The scenes are' : 'The scene is', facts.scenes),
    labelled('What happens:', facts.actions),
    labelled('Objects in view:', facts.objects),
    labelled(
      'On-screen text:',
      facts.onScreenText.map((line) => quotedText(line, STRUCTURED_LIMITS.entry)),
    ),
    labelled('Sound:', [facts.sound]),
    labelled('Mood:', [facts.mood]),
    labelled('Intent:', [facts.intent]),
    labelled('Language:', [facts.language]),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function labelled(label: string, entries: readonly string[]): string {
  const parts = entries.map((entry) => entry.replace(TRAILING_STOPS, '')).filter((entry) => entry !== '');
  return parts.length === 0 ? '' : sentence(`${label} ${enumerated(parts)}`);
}

function enumerated(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

function sentence(text: string): string {
  return text === '' || SENTENCE_END.test(text) ? text : `${text}.`;
}
