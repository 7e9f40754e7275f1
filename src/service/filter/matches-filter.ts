import type { VideoSummary } from '../contract/video.js';
import type { Filter, NumberField, TextField } from './filter.js';

/** What a filter looks at; unknown is null. */
export interface FilterableVideo
  extends Pick<
    VideoSummary,
    | 'id'
    | 'title'
    | 'durationSeconds'
    | 'width'
    | 'height'
    | 'hasSound'
    | 'hasMedia'
    | 'hasToken'
    | 'clusterId'
    | 'tokenClusterId'
  > {
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly describer: string | null;
  readonly hasDescription: boolean;
  readonly createdAtMs: number;
}

type Condition<Kind extends Filter['kind']> = Extract<Filter, { kind: Kind }>;

/** The same answer as that of the tables to `filterSql`; a comparison with something unknown never matches. */
export function matchesFilter(filter: Filter, video: FilterableVideo): boolean {
  return isSo(filter, video, true);
}

/** Is the filter known to be `wanted`? With something unknown it is neither true nor false. */
function isSo(filter: Filter, video: FilterableVideo, wanted: boolean): boolean {
  switch (filter.kind) {
    case 'not':
      return isSo(filter.part, video, !wanted);
    case 'and':
    case 'or':
      // De Morgan: an `and` is false when one of its parts is.
      return (filter.kind === 'and') === wanted
        ? filter.parts.every((part) => isSo(part, video, wanted))
        : filter.parts.some((part) => isSo(part, video, wanted));
    case 'has':
      return has(filter.what, video) === wanted;
    default:
      return compare(filter, video) === wanted;
  }
}

function has(what: Condition<'has'>['what'], video: FilterableVideo): boolean {
  switch (what) {
    case 'token':
      return video.hasToken;
    case 'sound':
      return video.hasSound;
    case 'media':
      return video.hasMedia;
    case 'description':
      return video.hasDescription;
  }
}

type Comparison = Exclude<Filter, { kind: 'and' | 'or' | 'not' | 'has' }>;

/** Undefined when the field is unknown. */
function compare(filter: Comparison, video: FilterableVideo): boolean | undefined {
  switch (filter.kind) {
    case 'number':
      return compareNumber(filter, numberOf(video, filter.field));
    case 'number-in': {
      const value = numberOf(video, filter.field);
      return value === null ? undefined : filter.values.includes(value);
    }
    case 'text':
      return compareText(filter, textsOf(video, filter.field));
    case 'text-in':
      return textsOf(video, filter.field)?.some((text) => filter.values.includes(text));
    case 'label':
      return (labelOf(video, filter.name) === filter.value) === (filter.operator === '=');
    case 'label-in': {
      const value = labelOf(video, filter.name);
      return value !== undefined && filter.values.includes(value);
    }
  }
}

function compareNumber({ operator, value }: Condition<'number'>, found: number | null): boolean | undefined {
  if (found === null) return undefined;
  switch (operator) {
    case '=':
      return found === value;
    case '!=':
      return found !== value;
    case '<':
      return found < value;
    case '<=':
      return found <= value;
    case '>':
      return found > value;
    case '>=':
      return found >= value;
  }
}

function compareText(
  { operator, value }: Condition<'text'>,
  found: readonly string[] | undefined,
): boolean | undefined {
  switch (operator) {
    case '=':
      return found?.includes(value);
    case '!=':
      return found === undefined ? undefined : !found.includes(value);
    case 'contains':
      return found?.some((text) => text.includes(value));
  }
}

function numberOf(video: FilterableVideo, field: NumberField): number | null {
  switch (field) {
    case 'duration':
      return video.durationSeconds;
    case 'width':
      return video.width;
    case 'height':
      return video.height;
    case 'cluster':
      return video.clusterId;
    case 'token_cluster':
      return video.tokenClusterId;
    case 'created':
      return video.createdAtMs;
  }
}

/** A list of tags is always known, if only as empty. */
function textsOf(video: FilterableVideo, field: TextField): readonly string[] | undefined {
  if (field === 'tag') return video.tags;
  const text = field === 'id' ? video.id : field === 'title' ? video.title : video.describer;
  return text === null ? undefined : [text];
}

function labelOf({ labels }: FilterableVideo, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}
