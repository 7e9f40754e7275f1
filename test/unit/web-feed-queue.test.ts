import { describe, expect, it } from 'vitest';
import { createEventSender, type WatchEvent } from '../../src/web/views/feed/event-sender.js';
import { createFeedQueue, type FeedQueue } from '../../src/web/views/feed/feed-queue.js';

interface Clip {
  readonly id: string;
}
const clips = (ids: string): Clip[] => [...ids].map((id) => ({ id }));
const state = (queue: FeedQueue<Clip>): string =>
  `${queue.past.map(({ id }) => id).join('')}[${queue.current?.id ?? ''}]${queue.upcoming.map(({ id }) => id).join('')}`;

describe('the queue of the feed', () => {
  it('shows the first of what is offered, the others wait', () => {
    expect(state(createFeedQueue<Clip>().offer(clips('abc')))).toBe('[a]bc');
  });

  it('replaces what waits by newer recommendations, without anything that was shown', () => {
    const queue = createFeedQueue<Clip>().offer(clips('abc')).next();
    expect(state(queue)).toBe('a[b]c');
    expect(state(queue.offer(clips('badcdx')))).toBe('a[b]dcx');
  });

  it('never shows a clip twice over any number of offers', () => {
    let queue = createFeedQueue<Clip>();
    const shown: string[] = [];
    for (let round = 0; round < 12; round++) {
      queue = queue.offer(clips('abcdefghij'.slice(round % 4))).next();
      if (queue.current !== undefined && queue.current.id !== shown.at(-1)) shown.push(queue.current.id);
    }
    expect(new Set(shown).size).toBe(shown.length);
    expect(queue.upcoming).toEqual([]);
  });

  it('goes back, and then on through the same clips before newer ones', () => {
    const queue = createFeedQueue<Clip>().offer(clips('abcd')).next().next();
    const back = queue.previous().previous();
    expect(state(back)).toBe('[a]bcd');
    expect(state(back.offer(clips('xyabc')))).toBe('[a]bcxy');
    expect(state(back.offer(clips('xy')).next().next().next())).toBe('abc[x]y');
  });

  it('stays at both ends', () => {
    const queue = createFeedQueue<Clip>().offer(clips('a'));
    expect(state(queue.next())).toBe('[a]');
    expect(state(queue.previous())).toBe('[a]');
    expect(state(createFeedQueue<Clip>().next())).toBe('[]');
  });

  it('says which clips were shown', () => {
    const queue = createFeedQueue<Clip>().offer(clips('abc'));
    expect([...queue.next().shown]).toEqual(['a', 'b']);
  });
});

const event = (eventId: string): WatchEvent => ({
  eventId,
  userId: 'u',
  videoId: 'v',
  watchSeconds: 1,
  at: '2026-01-01T00:00:00.000Z',
});

/** A service that counts each id once, and fails when told to. */
function service() {
  const sent: { ids: string[]; keepalive: boolean }[] = [];
  const timers: { work: () => void; milliseconds: number }[] = [];
  let failures: unknown[] = [];
  const sender = createEventSender({
    send: async (events, { keepalive }) => {
      sent.push({ ids: events.map(({ eventId }) => eventId), keepalive });
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
    },
    later: (work, milliseconds) => timers.push({ work, milliseconds }),
    isFinal: (error) => error instanceof RangeError,
  });
  return {
    sender,
    sent,
    timers,
    failWith: (...errors: unknown[]) => {
      failures = errors;
    },
  };
}

describe('sending watches', () => {
  it('sends each event once and keeps nothing that has arrived', async () => {
    const { sender, sent } = service();
    await sender.add(event('a'));
    await sender.add(event('b'));
    expect(sent.map(({ ids }) => ids)).toEqual([['a'], ['b']]);
    expect(sender.waiting).toEqual([]);
  });

  it('sends what failed again with the same ids, later and later', async () => {
    const { sender, sent, timers, failWith } = service();
    failWith(new TypeError('offline'), new TypeError('offline'));
    await sender.add(event('a'));
    expect(sender.waiting.map(({ eventId }) => eventId)).toEqual(['a']);
    timers[0]?.work();
    await sender.add(event('a'));
    expect(timers.map(({ milliseconds }) => milliseconds)).toEqual([1000, 2000]);
    timers[1]?.work();
    await sender.flush();
    expect(new Set(sent.flatMap(({ ids }) => ids))).toEqual(new Set(['a']));
    expect(sender.waiting).toEqual([]);
  });

  it('puts events that came meanwhile into one batch', async () => {
    const { sender, sent, failWith } = service();
    failWith(new TypeError('offline'));
    await sender.add(event('a'));
    await Promise.all([sender.add(event('b')), sender.add(event('c'))]);
    expect(sent.flatMap(({ ids }) => ids).filter((id) => id === 'c')).toEqual(['c']);
    expect(sent[1]?.ids).toEqual(['a', 'b']);
    expect(sender.waiting).toEqual([]);
  });

  it('drops a batch that the service will never take, so that it holds up no other', async () => {
    const { sender, sent, timers, failWith } = service();
    failWith(new RangeError('refused'));
    await sender.add(event('bad'));
    await sender.add(event('good'));
    expect(sent.map(({ ids }) => ids)).toEqual([['bad'], ['good']]);
    expect(sender.waiting).toEqual([]);
    expect(timers).toEqual([]);
  });

  it('flushes in a request that outlives the page, and nothing where nothing waits', async () => {
    const { sender, sent, failWith } = service();
    await sender.flush();
    expect(sent).toEqual([]);
    failWith(new TypeError('offline'));
    await sender.add(event('a'));
    await sender.flush();
    expect(sent.at(-1)).toEqual({ ids: ['a'], keepalive: true });
    expect(sender.waiting).toEqual([]);
  });
});
