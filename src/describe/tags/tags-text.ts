import type { DescribeInput } from '../../core/description.js';
import {
  motionSentence,
  pictureSentence,
  type Say,
  soundSentence,
  textSentence,
} from '../signal/signal-sentences.js';
import type { TagsFacts } from './gather-facts.js';
import { layoutSentences } from './layout-sentences.js';
import { speechSentence } from './speech-sentence.js';
import { heardSentences, seenSentences } from './tag-sentences.js';
import type { SayTags } from './tags-slots.js';

/** Sentences about the picture, then about the sound, then about the text that came with the video. */
export function tagsText(
  input: DescribeInput,
  options: { readonly facts: TagsFacts; readonly say: SayTags },
): string {
  const { facts, say } = options;
  const { layout, seen, heard, speech } = facts;
  return [
    pictureSentence(input, say),
    motionSentence(input, say),
    ...layoutSentences({ layout, measurements: input.measurements }, say),
    ...(seen === undefined ? [] : seenSentences(seen, say)),
    soundSentence(input, heard === undefined ? say : withoutSoundKind(say)),
    ...(heard === undefined ? [] : heardSentences(heard, say)),
    speech === undefined ? undefined : speechSentence(speech, say),
    textSentence(input, say),
  ]
    .filter((sentence) => sentence !== undefined)
    .join(' ');
}

/** A classifier listened: the guess from the signal alone would add nothing but mistakes. */
function withoutSoundKind(say: SayTags): Say {
  return (slot, values) => {
    const isGuess = slot.startsWith('sound-') && slot !== 'sound-none' && slot !== 'sound-silent';
    return say(isGuess ? 'sound-level' : slot, values);
  };
}
