import type { DescribeInput, Measurements } from '../../core/description.js';
import type { VideoInfo, VideoText } from '../../core/media.js';
import { quotedText } from '../safe-text.js';
import { durationWords } from './duration-words.js';
import type { SignalSlot } from './signal-slots.js';

/** One phrase of a slot with its words filled in. */
export type Say = (slot: SignalSlot, values?: Readonly<Record<string, string>>) => string;

/** Upper end (exclusive) of each level but the last; what lies above is the last. */
type Levels = readonly (readonly [upTo: number, slot: SignalSlot])[];

const BRIGHTNESS: Levels = [
  [0.15, 'brightness-dark'],
  [0.35, 'brightness-dim'],
  [0.6, 'brightness-medium'],
  [0.85, 'brightness-bright'],
  [Number.POSITIVE_INFINITY, 'brightness-very-bright'],
];
/** Mean luma change between sampled frames. */
const MOTION: Levels = [
  [0.004, 'motion-still'],
  [0.03, 'motion-little'],
  [0.08, 'motion-moderate'],
  [Number.POSITIVE_INFINITY, 'motion-strong'],
];
const LOUDNESS_DBFS: Levels = [
  [-35, 'loudness-quiet'],
  [-18, 'loudness-medium'],
  [Number.POSITIVE_INFINITY, 'loudness-loud'],
];
const COLOURLESS_SATURATION = 0.04;
const STRONG_SATURATION = 0.6;
const MOST_COLOURS = 3;
/** Share of the named colours from which on the picture is mostly of them. */
const MOSTLY_SHARE = 0.5;
/** Sides that differ by less than this are a square to the eye. */
const SQUARE_TOLERANCE = 1.05;
const LONG_PAUSES_SHARE = 0.5;
const MANY_STARTS_PER_SECOND = 2;
/** Below this many seconds a rate of cuts a minute says nothing. */
const SHORTEST_FOR_RATE_SECONDS = 5;
const LONGEST_TITLE = 120;
const LONGEST_TAG = 40;
const MOST_TAGS = 8;

/** Length, orientation, brightness and colours; a length that is not known is not mentioned. */
export function pictureSentence({ info, measurements }: DescribeInput, say: Say): string {
  const { durationSeconds } = info;
  return say('picture', {
    brightness: say(level(BRIGHTNESS, measurements.brightness)),
    orientation: say(orientation(info)),
    length:
      durationSeconds === undefined ? '' : ` ${say('length', { duration: durationWords(durationSeconds) })}`,
    colours: colours(measurements, say),
    tint: tint(measurements, say),
  });
}

/** Amount of change and visible cuts; nothing when a single frame was seen. */
export function motionSentence({ info, measurements }: DescribeInput, say: Say): string | undefined {
  const { motion, visibleCuts } = measurements;
  if (motion === undefined) return undefined;
  return say(level(MOTION, motion), { cuts: cuts(visibleCuts, info.durationSeconds, say) });
}

/** Kind and loudness of the sound; nothing when a sound track exists but could not be measured. */
export function soundSentence({ info, measurements }: DescribeInput, say: Say): string | undefined {
  const { audio } = measurements;
  if (audio === undefined) return info.audio === undefined ? say('sound-none') : undefined;
  if (audio.kind === 'silent') return say('sound-silent');
  return say(`sound-${audio.kind}`, {
    loudness: say(level(LOUDNESS_DBFS, audio.loudnessDbfs)),
    pauses: audio.silentShare > LONG_PAUSES_SHARE ? say('pauses') : '',
    starts: audio.onsetsPerSecond > MANY_STARTS_PER_SECOND ? say('starts') : '',
  });
}

/** Title and tags, which strangers wrote: quoted, cut and without control characters. */
export function textSentence({ text }: { readonly text: VideoText }, say: Say): string | undefined {
  const title = quotedText(text.title ?? '', LONGEST_TITLE);
  const tags = text.tags
    .map((tag) => quotedText(tag, LONGEST_TAG))
    .filter((tag) => tag !== '""')
    .slice(0, MOST_TAGS);
  const hasTitle = title !== '""';
  if (hasTitle && tags.length > 0) return say('title-and-tags', { title, tags: listed(tags) });
  if (hasTitle) return say('title', { title });
  return tags.length > 0 ? say('tags', { tags: listed(tags) }) : undefined;
}

function level(levels: Levels, value: number): SignalSlot {
  const found = levels.find(([upTo]) => value < upTo) ?? levels.at(-1);
  return (found as Levels[number])[1];
}

function orientation({ video }: VideoInfo): SignalSlot {
  if (video.height > video.width * SQUARE_TOLERANCE) return 'orientation-portrait';
  return video.width > video.height * SQUARE_TOLERANCE ? 'orientation-landscape' : 'orientation-square';
}

function colours({ dominantColours }: Measurements, say: Say): string {
  const named = dominantColours.slice(0, MOST_COLOURS);
  if (named.length === 0) return '';
  const share = named.reduce((sum, colour) => sum + colour.share, 0);
  return say(share >= MOSTLY_SHARE ? 'colours-most' : 'colours-some', {
    colours: listed(named.map((colour) => colour.name)),
  });
}

function tint({ saturation }: Measurements, say: Say): string {
  if (saturation < COLOURLESS_SATURATION) return say('tint-none');
  return saturation > STRONG_SATURATION ? say('tint-strong') : '';
}

function cuts(count: number, durationSeconds: number | undefined, say: Say): string {
  if (count === 0) return '';
  if (count === 1) return say('cuts-one');
  if (durationSeconds === undefined || durationSeconds < SHORTEST_FOR_RATE_SECONDS) {
    return say('cuts-many', { count: String(count) });
  }
  const rate = (count * 60) / durationSeconds;
  return say('cuts-many-rate', { count: String(count), rate: rate < 10 ? rate.toFixed(1) : rate.toFixed(0) });
}

/** `a`, `a and b`, `a, b and c` */
function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
