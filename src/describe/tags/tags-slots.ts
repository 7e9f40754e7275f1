import { SIGNAL_SLOTS } from '../signal/signal-slots.js';

/** What the template of the `tags` describer must offer: the slots of `signal` and those of the classifiers. */
export const TAGS_SLOTS = {
  ...SIGNAL_SLOTS,
  'seen-clearly': ['things'],
  'seen-probably': ['things'],
  'seen-perhaps': ['things'],
  'seen-resembles': ['things'],
  'seen-passing': ['things'],
  'heard-clearly': ['sounds'],
  'heard-probably': ['sounds'],
  'heard-perhaps': ['sounds'],
  'heard-resembles': ['sounds'],
  'heard-passing': ['sounds'],
  'sound-level': ['loudness', 'pauses', 'starts'],
  'speech-heard': ['part'],
  'speech-perhaps': [],
  'speech-none': [],
  'part-most': [],
  'part-half': [],
  'part-some': [],
  background: ['colour'],
  'background-subject': ['colour', 'shape'],
  'shape-very-tall': [],
  'shape-tall': [],
  'shape-even': [],
  'shape-wide': [],
  'shape-very-wide': [],
  movement: ['place', 'whole'],
  'movement-spread': ['whole'],
  touch: ['colour', 'place', 'whole'],
  'touch-spread': ['colour', 'whole'],
  'place-upper': [],
  'place-middle': [],
  'place-lower': [],
  'whole-subject': [],
  'whole-picture': [],
} as const;

export type TagsSlot = keyof typeof TAGS_SLOTS;

/** One phrase of a slot with its words filled in. */
export type SayTags = (slot: TagsSlot, values?: Readonly<Record<string, string>>) => string;
