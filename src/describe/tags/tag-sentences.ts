import type { TagCandidate, TieredTags } from './tag-tiers.js';
import type { SayTags } from './tags-slots.js';

/** What is seen, the surest first; nothing for wordings without a candidate. */
export function seenSentences(tags: TieredTags, say: SayTags): string[] {
  return [
    ...sentence(tags.clearly, (things) => say('seen-clearly', { things: joined(things, 'and') })),
    ...sentence(tags.probably, (things) => say('seen-probably', { things: joined(things, 'and') })),
    ...sentence(tags.perhaps, (things) => say('seen-perhaps', { things: joined(things, 'or') })),
    ...sentence(tags.resembles, (things) => say('seen-resembles', { things: joined(things, 'or') })),
    ...sentence(tags.passing, (things) => say('seen-passing', { things: joined(things, 'and') })),
  ];
}

/** What is heard, the surest first. */
export function heardSentences(tags: TieredTags, say: SayTags): string[] {
  return [
    ...sentence(tags.clearly, (sounds) => say('heard-clearly', { sounds: joined(sounds, 'and') })),
    ...sentence(tags.probably, (sounds) => say('heard-probably', { sounds: joined(sounds, 'and') })),
    ...sentence(tags.perhaps, (sounds) => say('heard-perhaps', { sounds: joined(sounds, 'or') })),
    ...sentence(tags.resembles, (sounds) => say('heard-resembles', { sounds: joined(sounds, 'or') })),
    ...sentence(tags.passing, (sounds) => say('heard-passing', { sounds: joined(sounds, 'and') })),
  ];
}

function sentence(tags: readonly TagCandidate[], write: (phrases: readonly string[]) => string): string[] {
  return tags.length === 0 ? [] : [write(tags.map(({ phrase }) => phrase))];
}

/** `a`, `a or b`, `a, b or c` */
function joined(items: readonly string[], last: 'and' | 'or'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;
}
