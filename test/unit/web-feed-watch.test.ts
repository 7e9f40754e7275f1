import { describe, expect, it } from 'vitest';
import { feedUser, newFeedUser, type TextStore } from '../../src/web/views/feed/feed-user.js';
import { choiceInWords, reasonInWords } from '../../src/web/views/feed/feed-words.js';
import { randomId } from '../../src/web/views/feed/random-id.js';
import { growTrail } from '../../src/web/views/feed/trail.js';
import { createWatchClock } from '../../src/web/views/feed/watch-clock.js';
import { describeWatch } from '../../src/web/views/feed/watched.js';

function clockAt() {
  let now = 1_000_000;
  const clock = createWatchClock(() => now);
  /** Lets time pass as a player does: it ticks four times a second. */
  const pass = (milliseconds: number): void => {
    for (let left = milliseconds; left > 0; left -= 250) {
      now += Math.min(left, 250);
      clock.tick();
    }
  };
  const sleep = (milliseconds: number): void => {
    now += milliseconds;
  };
  return { clock, pass, sleep };
}

describe('the watch clock', () => {
  it('counts nothing before the clip moves', () => {
    const { clock, pass } = clockAt();
    pass(3000);
    expect(clock.take()).toBe(0);
  });

  it('counts while the clip plays and is in sight, and over the repeats of a loop', () => {
    const { clock, pass } = clockAt();
    clock.change({ isPlaying: true });
    pass(2000);
    clock.change({ isPlaying: false });
    pass(5000);
    clock.change({ isPlaying: true });
    pass(7500);
    expect(clock.take()).toBe(9.5);
  });

  it('stands still while the page is hidden', () => {
    const { clock, pass } = clockAt();
    clock.change({ isPlaying: true });
    pass(1000);
    clock.change({ isVisible: false });
    pass(60_000);
    clock.change({ isVisible: true });
    pass(500);
    expect(clock.take()).toBe(1.5);
  });

  it('does not count the time in which the machine slept', () => {
    const { clock, pass, sleep } = clockAt();
    clock.change({ isPlaying: true });
    pass(1000);
    sleep(3_600_000);
    clock.tick();
    pass(1000);
    expect(clock.take()).toBe(2);
  });

  it('begins anew when the time was taken, and goes on counting', () => {
    const { clock, pass } = clockAt();
    clock.change({ isPlaying: true });
    pass(1250);
    expect(clock.take()).toBe(1.25);
    pass(750);
    expect(clock.take()).toBe(0.75);
    expect(clock.take()).toBe(0);
  });
});

describe('a watch', () => {
  it('is told in seconds and as a share, or in rounds', () => {
    expect(describeWatch({ title: 'a', watchedSeconds: 1.9, durationSeconds: 2 })).toBe(
      '1.9 of 2.0 s (95 %)',
    );
    expect(describeWatch({ title: 'a', watchedSeconds: 7, durationSeconds: 2 })).toBe(
      '7.0 of 2.0 s (3.5 times)',
    );
    expect(describeWatch({ title: 'a', watchedSeconds: 7, durationSeconds: null })).toBe('7.0 s');
  });
});

describe('the user of the feed', () => {
  const memory = (): TextStore & { readonly held: Map<string, string> } => {
    const held = new Map<string, string>();
    return {
      held,
      getItem: (name) => held.get(name) ?? null,
      setItem: (name, value) => held.set(name, value),
    };
  };
  const ids = ['11111111-2222-4333-8444-555555555555', '99999999-2222-4333-8444-555555555555'];

  it('is random, and the same on the next visit', () => {
    const store = memory();
    expect(feedUser(store, () => ids[0] as string)).toBe(`browser-${ids[0]}`);
    expect(feedUser(store, () => ids[1] as string)).toBe(`browser-${ids[0]}`);
  });

  it('is another one after starting anew, and where something else was stored', () => {
    const store = memory();
    feedUser(store, () => ids[0] as string);
    expect(newFeedUser(store, () => ids[1] as string)).toBe(`browser-${ids[1]}`);
    store.held.set('vidtoken.feed.user', 'somebody@example.org');
    expect(feedUser(store, () => ids[0] as string)).toBe(`browser-${ids[0]}`);
  });

  it('lasts as long as the page where nothing may be stored', () => {
    const refuse = (): never => {
      throw new DOMException('no', 'SecurityError');
    };
    expect(feedUser({ getItem: refuse, setItem: refuse }, () => ids[0] as string)).toBe(`browser-${ids[0]}`);
  });

  it('gets an id of the form of a UUID, version 4', () => {
    expect(randomId((bytes) => bytes.fill(0xff))).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
    expect(randomId((bytes) => bytes.fill(0))).toBe('00000000-0000-4000-8000-000000000000');
  });
});

describe('the trail on the map', () => {
  it('grows with each new place, once for a place that stays, and forgets the oldest', () => {
    const first = growTrail([], { x: 0.1, y: 0.2 }, 2);
    expect(growTrail(first, { x: 0.1, y: 0.2 }, 2)).toBe(first);
    expect(growTrail(first, null, 2)).toBe(first);
    const third = growTrail(growTrail(first, { x: 0.3, y: 0.2 }, 2), { x: 0.5, y: 0.2 }, 2);
    expect(third).toEqual([
      { x: 0.3, y: 0.2 },
      { x: 0.5, y: 0.2 },
    ]);
  });
});

describe('the words of the feed', () => {
  const titleOf = (id: string) => (id === 'a1' ? 'A dog' : undefined);

  it('names watched clips by their titles and says what figures are', () => {
    expect(reasonInWords('like a1, b2', titleOf)).toBe('Because you watched “A dog”, “b2”.');
    expect(reasonInWords('similarity to the user 0.356', titleOf)).toContain('cosine 0.356');
    expect(reasonInWords('popularity 1.00', titleOf)).toBe('Popular with others (1.00).');
    expect(reasonInWords('popularity 0.00', titleOf)).toBe('Nobody has watched it yet.');
    expect(reasonInWords('long view predicted with 61 %', titleOf)).toBe('Long view predicted with 61 %.');
  });

  it('says how the clips were chosen', () => {
    expect(choiceInWords({ branch: 'other-scores', historyLength: 0 })).toContain('popular clips come first');
    expect(choiceInWords({ branch: 'dreamumm', historyLength: 1 })).toBe(
      'Chosen by the mean of your 1 watch.',
    );
    expect(choiceInWords({ branch: 'other-scores', historyLength: 2 })).toContain('other scores decide');
  });
});
