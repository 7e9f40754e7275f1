import type { Page, Request } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { createClient, followJob, type InteractionEventInput } from '../../src/client/index.js';
import { browserSession, isTooWide, keepScreenshot, noBrowser, seriousFindings } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { moveFingers } from '../support/touch.js';

const title = (page: Page) => page.locator('.feed-title');
const user = (page: Page) => page.evaluate("localStorage.getItem('vidtoken.feed.user')") as Promise<string>;
const CURRENT = "document.querySelector('.feed-clip[data-current=true] video')";

/** Waits until the clip on the stage has played for so long. */
async function playFor(page: Page, seconds: number): Promise<void> {
  await eventually(() => page.evaluate(`${CURRENT}?.currentTime ?? 0`)).toBeGreaterThan(seconds);
}

function eventsOf(request: Request): readonly InteractionEventInput[] {
  return (request.postDataJSON() as { readonly events: readonly InteractionEventInput[] }).events;
}

/** Everything that the page sends as interactions. */
function sentEvents(page: Page): InteractionEventInput[][] {
  const batches: InteractionEventInput[][] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/v1/interactions')) batches.push([...eventsOf(request)]);
  });
  return batches;
}

describe.skipIf(noBrowser !== undefined)(
  `the feed${noBrowser === undefined ? '' : ` (${noBrowser})`}`,
  () => {
    const session = browserSession();
    const client = () => createClient({ baseUrl: session.address });
    const makeMap = async (): Promise<void> => {
      if ((await client().getInfo()).isMapReady) return;
      const { id } = await client().makeMap();
      for await (const { state } of followJob(client(), id)) if (state === 'failed') break;
    };

    it('plays without a map, muted and in a loop, and says why the clip is there', async () => {
      const page = await session.open('/feed', { refusals: [404] });
      await playFor(page, 0);
      expect(await page.evaluate(`[${CURRENT}.muted, ${CURRENT}.loop]`)).toEqual([true, true]);
      expect(await page.locator('.feed-reasons li').count()).toBeGreaterThan(0);
      if (!(await client().getInfo()).isMapReady) {
        await page.getByRole('link', { name: 'Compute it' }).waitFor();
      }
      await page.getByRole('button', { name: 'Sound on' }).click();
      await eventually(() => page.evaluate(`${CURRENT}.muted`)).toBe(false);
    });

    it('sends what was watched, once each, and the next clips come from the vector that it makes', async () => {
      await makeMap();
      const page = await session.open('/feed');
      const batches = sentEvents(page);
      const shown: string[] = [];
      for (let turn = 0; turn < 3; turn++) {
        await playFor(page, 1);
        shown.push((await title(page).getAttribute('href')) ?? '');
        await page.keyboard.press('ArrowDown');
        await eventually(() => title(page).getAttribute('href')).not.toBe(shown.at(-1));
      }
      await eventually(() => batches.flat().length).toBe(3);
      const events = batches.flat();
      expect(events.map(({ videoId }) => `/videos/${encodeURIComponent(videoId)}`)).toEqual(shown);
      expect(new Set(shown).size).toBe(3);
      expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(3);
      expect(events.every(({ watchSeconds = 0 }) => watchSeconds > 0.1 && watchSeconds < 60)).toBe(true);
      const userId = await user(page);
      expect(new Set(events.map((event) => event.userId))).toEqual(new Set([userId]));
      // A request that was sent may still be on its way.
      const recommend = () => client().recommend({ body: { userId, k: 3 } });
      await eventually(async () => (await recommend()).historyLength).toBe(3);
      const answer = await recommend();
      expect(answer.hits.map(({ video }) => video.id)).not.toContain(events[0]?.videoId);
      await page.locator('.feed-user').waitFor();
      const weight = answer.user?.newestWeight ?? 0;
      expect(weight).toBeGreaterThan(0);
      await eventually(() => page.locator('.feed-weight').textContent()).toBe(`counts ${weight.toFixed(2)}`);
      await keepScreenshot(page, 'feed');
    });

    it('moves the user over the map from where the service places them', async () => {
      await makeMap();
      const page = await session.open('/feed');
      const places: string[] = [];
      for (let turn = 0; turn < 2; turn++) {
        await playFor(page, 1);
        const answered = page.waitForResponse((response) => response.url().endsWith('/v1/recommend'));
        await page.keyboard.press('ArrowDown');
        await answered;
        await page.locator('.feed-user').waitFor();
        await eventually(() => page.locator('.feed-user').getAttribute('style')).not.toBe(
          places.at(-1) ?? '',
        );
        places.push((await page.locator('.feed-user').getAttribute('style')) ?? '');
      }
      expect(new Set(places).size).toBe(2);
      await page.locator('.feed-way').waitFor({ state: 'attached' });
    });

    it('goes on and back by swipe, wheel, keys and buttons, and never shows a clip again on the way on', async () => {
      await makeMap();
      const page = await session.open('/feed');
      await playFor(page, 0);
      const first = await title(page).getAttribute('href');
      const box = (await page.locator('.feed-stage').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      await page.mouse.move(middle.x, middle.y);
      await page.mouse.down();
      await page.mouse.move(middle.x, middle.y - 160, { steps: 5 });
      await page.mouse.up();
      await eventually(() => title(page).getAttribute('href')).not.toBe(first);
      const second = await title(page).getAttribute('href');
      await page.mouse.wheel(0, 120);
      await eventually(() => title(page).getAttribute('href')).not.toBe(second);
      const third = await title(page).getAttribute('href');
      await page.keyboard.press('ArrowUp');
      await eventually(() => title(page).getAttribute('href')).toBe(second);
      await page.getByRole('button', { name: 'Next clip' }).click();
      await eventually(() => title(page).getAttribute('href')).toBe(third);
      expect(new Set([first, second, third]).size).toBe(3);
    });

    it('goes on and back by a finger, which scrolls nothing', async () => {
      await makeMap();
      const page = await session.open('/feed', { width: 390, height: 844, hasTouch: true });
      await playFor(page, 0);
      const first = await title(page).getAttribute('href');
      const [low, high] = [
        { x: 195, y: 600 },
        { x: 205, y: 300 },
      ] as const;
      await moveFingers(page, [{ from: low, to: high }]);
      await eventually(() => title(page).getAttribute('href')).not.toBe(first);
      await moveFingers(page, [{ from: high, to: low }]);
      await eventually(() => title(page).getAttribute('href')).toBe(first);
      expect(await page.evaluate('[scrollY, visualViewport.scale]')).toEqual([0, 1]);
    });

    it('counts nothing while it is paused', async () => {
      await makeMap();
      const page = await session.open('/feed', { lessMotion: true });
      const batches = sentEvents(page);
      await page.getByRole('button', { name: 'Play' }).first().waitFor();
      expect(await page.evaluate(`${CURRENT}.paused`)).toBe(true);
      const first = await title(page).getAttribute('href');
      const answered = page.waitForResponse((response) => response.url().endsWith('/v1/recommend'));
      await page.keyboard.press('ArrowDown');
      await answered;
      expect(await title(page).getAttribute('href')).not.toBe(first);
      expect(batches).toEqual([]);
      await page.keyboard.press(' ');
      await playFor(page, 0.2);
      await page.keyboard.press(' ');
      await eventually(() => page.evaluate(`${CURRENT}.paused`)).toBe(true);
    });

    it('sends again, with the same id, what did not arrive', async () => {
      await makeMap();
      let isOffline = true;
      const page = await session.open('/feed', {
        prepare: (opened) =>
          opened.route('**/v1/interactions', (route) => (isOffline ? route.abort() : route.fallback())),
      });
      const batches = sentEvents(page);
      await playFor(page, 0.3);
      await page.keyboard.press('ArrowDown');
      await eventually(() => batches.length).toBeGreaterThan(0);
      const [lost] = batches[0] ?? [];
      isOffline = false;
      await eventually(async () => {
        const { historyLength } = await client().recommend({ body: { userId: await user(page), k: 1 } });
        return historyLength;
      }).toBe(1);
      expect(batches.at(-1)?.map(({ eventId }) => eventId)).toContain(lost?.eventId);
    });

    it('sends the clip that somebody was watching when the page goes away', async () => {
      await makeMap();
      const page = await session.open('/feed');
      const batches = sentEvents(page);
      await playFor(page, 0.3);
      const watched = await title(page).getAttribute('href');
      await page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))");
      await eventually(() => batches.length).toBeGreaterThan(0);
      expect(`/videos/${encodeURIComponent(batches[0]?.[0]?.videoId ?? '')}`).toBe(watched);
    });

    it('is somebody else after starting anew', async () => {
      await makeMap();
      const page = await session.open('/feed');
      await playFor(page, 0.2);
      await page.keyboard.press('ArrowDown');
      await page.locator('.feed-user').waitFor();
      const before = await user(page);
      await page.getByRole('button', { name: 'Start anew' }).click();
      await eventually(() => user(page)).not.toBe(before);
      await eventually(() => page.locator('.feed-user').count()).toBe(0);
      await page.reload();
      await playFor(page, 0);
      expect(await user(page)).not.toBe(before);
    });

    it('says what is wrong when nothing can be recommended', async () => {
      await makeMap();
      let isBroken = true;
      const problem = {
        type: 'about:blank',
        title: 'Conflict',
        status: 409,
        code: 'no-model',
        detail: 'No video has a token yet.',
        instance: '1',
      };
      const page = await session.open('/feed', {
        refusals: [409],
        prepare: (opened) =>
          opened.route('**/v1/recommend', (route) =>
            isBroken ? route.fulfill({ status: 409, json: problem }) : route.fallback(),
          ),
      });
      const alert = page.getByRole('alert');
      await alert.waitFor();
      expect(await alert.textContent()).toContain('No video has a token yet.');
      await keepScreenshot(page, 'feed-error');
      isBroken = false;
      await page.getByRole('button', { name: 'Try again' }).click();
      await playFor(page, 0);
    });

    it.each(['light', 'dark'] as const)(
      'has no serious accessibility finding in the %s theme',
      async (theme) => {
        await makeMap();
        const page = await session.open('/feed', { theme });
        await playFor(page, 0.3);
        await page.keyboard.press('ArrowDown');
        await page.locator('.feed-user').waitFor();
        expect(await seriousFindings(page)).toEqual([]);
        await keepScreenshot(page, `feed-${theme}`);
      },
    );

    it('fills a narrow screen, with the map as an inset and the reasons on a sheet', async () => {
      await makeMap();
      const page = await session.open('/feed', { width: 390, height: 844 });
      await playFor(page, 0);
      expect(await isTooWide(page)).toBe(false);
      expect(await seriousFindings(page)).toEqual([]);
      await keepScreenshot(page, 'feed-390');
      await page.getByRole('button', { name: 'Why this clip' }).click();
      await page.getByRole('heading', { name: 'Last watch' }).waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      await keepScreenshot(page, 'feed-390-why');
    });
  },
);
