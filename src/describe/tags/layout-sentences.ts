import type { Measurements } from '../../core/description.js';
import type { PictureLayout } from './picture-layout.js';
import type { SayTags, TagsSlot } from './tags-slots.js';
import type { Thirds } from './thin-frames.js';

/** Upper end (exclusive) of each height over width but the last. */
const SHAPES: readonly (readonly [upTo: number, slot: TagsSlot])[] = [
  [0.5, 'shape-very-wide'],
  [0.83, 'shape-wide'],
  [1.2, 'shape-even'],
  [2, 'shape-tall'],
  [Number.POSITIVE_INFINITY, 'shape-very-tall'],
];
/** Share of a third from which on something lies mostly in it. */
const MOSTLY = 0.45;
/** Mean luma change below which nothing moves. */
const STILL = 0.004;
const PLACES = ['place-upper', 'place-middle', 'place-lower'] as const;

/** Background, shape of what stands out, place of the movement and of a touch of colour, as far as they are known. */
export function layoutSentences(
  { layout, measurements }: { readonly layout: PictureLayout; readonly measurements: Measurements },
  say: SayTags,
): string[] {
  const { movement, touch } = layout;
  const whole = say(layout.subject === undefined ? 'whole-picture' : 'whole-subject');
  const isMoving = (measurements.motion ?? 0) >= STILL;
  return [
    backgroundSentence(layout, say),
    isMoving && movement !== undefined ? movementSentence(movement, { say, whole }) : undefined,
    touch === undefined ? undefined : touchSentence(touch, { say, whole }),
  ].filter((sentence) => sentence !== undefined);
}

function backgroundSentence({ backgroundColour, subject }: PictureLayout, say: SayTags): string | undefined {
  if (backgroundColour === undefined) return undefined;
  if (subject === undefined) return say('background', { colour: backgroundColour });
  const shape = SHAPES.find(([upTo]) => subject.heightOverWidth < upTo)?.[1] ?? 'shape-very-tall';
  return say('background-subject', { colour: backgroundColour, shape: say(shape) });
}

interface Wording {
  readonly say: SayTags;
  readonly whole: string;
}

function movementSentence(thirds: Thirds, { say, whole }: Wording): string {
  const place = mostOf(thirds);
  return place === undefined
    ? say('movement-spread', { whole })
    : say('movement', { place: say(place), whole });
}

function touchSentence(touch: NonNullable<PictureLayout['touch']>, { say, whole }: Wording): string {
  const { colour, thirds } = touch;
  const place = mostOf(thirds);
  return place === undefined
    ? say('touch-spread', { colour, whole })
    : say('touch', { colour, place: say(place), whole });
}

function mostOf(thirds: Thirds): (typeof PLACES)[number] | undefined {
  const most = Math.max(...thirds);
  return most < MOSTLY ? undefined : PLACES[thirds.indexOf(most)];
}
