import { describe, expect, it } from 'vitest';
import { createPager, type Page } from '../../src/web/views/library/pager.js';

/** Pages of ten numbers out of `total`; a cursor is the number of the next item. */
function numberPages(total: number) {
  const asked: (string | undefined)[] = [];
  const signals: AbortSignal[] = [];
  const loadPage = async (cursor: string | undefined, signal: AbortSignal): Promise<Page<number>> => {
    asked.push(cursor);
    signals.push(signal);
    const start = Number(cursor ?? 0);
    const items = Array.from({ length: Math.min(10, total - start) }, (_, place) => start + place);
    return { items, total, nextCursor: start + 10 < total ? `${start + 10}` : null };
  };
  return { asked, signals, loadPage };
}

/** All promises that are ready have run. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a list that comes page by page', () => {
  it('asks for the pages that are looked at and no more', async () => {
    const { asked, loadPage } = numberPages(95);
    const pager = createPager({ loadPage, onChange: () => {} });
    pager.need(1);
    await settled();
    expect(asked).toEqual([undefined]);
    pager.need(25);
    await settled();
    expect(asked).toEqual([undefined, '10', '20']);
    expect(pager.state()).toMatchObject({ total: 95, isDone: false, isLoading: false });
    expect(pager.state().items).toEqual(Array.from({ length: 30 }, (_, place) => place));
  });

  it('ends with the last page, however much is wanted', async () => {
    const { asked, loadPage } = numberPages(25);
    const pager = createPager({ loadPage, onChange: () => {} });
    pager.need(1000);
    await settled();
    pager.need(5000);
    await settled();
    expect(asked).toHaveLength(3);
    expect(pager.state()).toMatchObject({ isDone: true, isLoading: false });
    expect(pager.state().items).toHaveLength(25);
  });

  it('asks one after the other while more is wanted meanwhile', async () => {
    const { asked, loadPage } = numberPages(95);
    const pager = createPager({ loadPage, onChange: () => {} });
    pager.need(5);
    pager.need(15);
    pager.need(12);
    await settled();
    expect(asked).toEqual([undefined, '10']);
  });

  it('keeps what it has when a page fails, and goes on from there', async () => {
    const { asked, loadPage } = numberPages(40);
    let isBroken = false;
    const pager = createPager({
      loadPage: (cursor, signal) =>
        isBroken ? Promise.reject(new Error('broken')) : loadPage(cursor, signal),
      onChange: () => {},
    });
    pager.need(10);
    await settled();
    isBroken = true;
    pager.need(20);
    await settled();
    expect(pager.state()).toMatchObject({ isLoading: false, isDone: false, error: new Error('broken') });
    expect(pager.state().items).toHaveLength(10);
    isBroken = false;
    pager.retry();
    await settled();
    expect(pager.state().error).toBeUndefined();
    expect(pager.state().items).toHaveLength(20);
    expect(asked).toEqual([undefined, '10']);
  });

  it('throws away what was under way when it stops, and begins there again', async () => {
    const { signals, loadPage } = numberPages(40);
    const pager = createPager({ loadPage, onChange: () => {} });
    pager.need(10);
    pager.stop();
    await settled();
    expect(signals[0]?.aborted).toBe(true);
    expect(pager.state().items).toEqual([]);
    pager.need(10);
    await settled();
    expect(pager.state().items).toHaveLength(10);
  });
});
