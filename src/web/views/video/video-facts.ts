import type { VideoDetail } from '../../../client/index.js';
import { formatBytes, formatDuration, formatName, formatNumber } from '../../format.js';

export interface Fact {
  readonly name: string;
  readonly value: string;
}

export interface FactGroup {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** What is known about a video, in groups; the unknown is left out, and so are groups without anything. */
export function videoFacts(video: VideoDetail): readonly FactGroup[] {
  const groups: FactGroup[] = [
    { title: 'Measured', facts: Object.entries(video.measurements).flatMap(entryFact) },
    { title: 'File', facts: fileFacts(video) },
    { title: 'Token', facts: tokenFacts(video) },
    { title: 'Metadata', facts: Object.entries(video.metadata).flatMap(entryFact) },
  ];
  return groups.filter(({ facts }) => facts.length > 0);
}

function fileFacts(video: VideoDetail): Fact[] {
  const { width, height, frameRate } = video;
  return [
    ...fact('Length', video.durationSeconds === null ? null : lengthText(video.durationSeconds)),
    ...fact('Picture', width === null || height === null ? null : `${width} × ${height}`),
    ...fact('Frames', frameRate === null ? null : `${formatNumber(frameRate)} per second`),
    ...fact('Codecs', [video.videoCodec, video.audioCodec].filter((codec) => codec !== null).join(' + ')),
    ...fact('Container', video.container),
    ...fact('Size', formatBytes(video.sizeBytes)),
    ...fact('Stored', new Date(video.createdAt).toLocaleString()),
    ...fact('Where', video.uri),
    ...fact('SHA-256', video.contentHash),
  ];
}

function tokenFacts(video: VideoDetail): Fact[] {
  return [
    ...fact('Space', video.spaceId),
    ...fact('Modalities', video.modalities.join(', ')),
    ...fact('Token cluster', video.tokenClusterId === null ? null : `${video.tokenClusterId}`),
    ...fact(
      'Described by',
      [video.describer, video.describerModel].filter((part) => part !== null).join(' · '),
    ),
  ];
}

function lengthText(seconds: number): string {
  return seconds < 60 ? `${formatNumber(seconds)} s` : formatDuration(seconds);
}

/** Endings of names that are units. */
const UNITS: readonly { readonly ending: RegExp; readonly show: (value: number) => string }[] = [
  { ending: /Dbfs$/, show: (value) => `${formatNumber(value)} dBFS` },
  { ending: /Seconds$/, show: (value) => `${formatNumber(value)} s` },
  { ending: /Hz$/, show: (value) => `${formatNumber(value)} Hz` },
  { ending: /PerSecond$/, show: (value) => `${formatNumber(value)} per second` },
  { ending: /Share$/, show: (value) => `${formatNumber(Math.round(value * 1000) / 10)} %` },
];

function entryFact([name, value]: [string, unknown]): Fact[] {
  const unit = UNITS.find(({ ending }) => ending.test(name));
  if (unit === undefined || typeof value !== 'number') return fact(formatName(name), valueText(value));
  return fact(formatName(name.replace(unit.ending, '')), unit.show(value));
}

function fact(name: string, value: string | null): Fact[] {
  return value === null || value === '' ? [] : [{ name, value }];
}

function valueText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((item) => valueText(item) ?? '–').join(', ');
  return JSON.stringify(value);
}
