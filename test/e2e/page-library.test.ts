import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { createClient, type Facets, type VideoPage, type VideoSummary } from '../../src/client/index.js';
import { browserSession, isTooWide, keepScreenshot, noBrowser, seriousFindings } from '../support/browser.js';
import { eventually } from '../support/eventually.js';

const tiles = (page: Page) => page.locator('.grid-place a');
const count = (page: Page) => page.locator('.library-count');

describe.skipIf(noBrowser !== undefined)(
  `the library${noBrowser === undefined ? '' : ` (${noBrowser})`}`,
  () => {
    const session = browserSession();
    const client = () => createClient({ baseUrl: session.address });

    it('shows the videos of the store with their pictures, and draws only those near the window', async () => {
      const { total } = await client().listVideos();
      const page = await session.open('/');
      await eventually(() => count(page).textContent()).toBe(`${total} videos`);
      await expect
        .poll(() =>
          page.evaluate("[...document.querySelectorAll('.grid-place img')].some((i) => i.naturalWidth > 0)"),
        )
        .toBe(true);
      expect(await tiles(page).count()).toBeLessThan(total);
      expect(await tiles(page).first().getAttribute('href')).toMatch(/^\/videos\//);
      await keepScreenshot(page, 'library');
    });

    it('searches while somebody types, keeps the words in the address, and shows all again without them', async () => {
      const { videos } = await client().listVideos({ limit: 200 });
      const word = searchWord(videos);
      const { hits } = await client().search({ body: { text: word, mode: 'auto', k: 200 } });
      const page = await session.open('/');
      await tiles(page).first().waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type(word, { delay: 10 });
      await expect
        .poll(() => count(page).textContent())
        .toBe(`${hits.length} ${hits.length === 1 ? 'hit' : 'hits'}`);
      expect(new URL(page.url()).searchParams.get('q')).toBe(word);
      expect(await tiles(page).first().getAttribute('href')).toBe(`/videos/${hits[0]?.video.id}`);
      await page.keyboard.press('Escape');
      await eventually(() => count(page).textContent()).toBe(`${videos.length} videos`);
      expect(new URL(page.url()).search).toBe('');
    });

    it('filters by what is clicked, as the service counts it, and survives a reload', async () => {
      const facets = await client().getFacets();
      const page = await session.open('/');
      const largest = [...facets.clusters].sort((left, right) => right.videos - left.videos)[0];
      await page.locator('.library-side .filter-row').first().click();
      await eventually(() => count(page).textContent()).toBe(videosText(largest?.videos ?? 0));
      const [name, value] = someLabel(facets);
      await page
        .locator('.library-side .filter-section', { hasText: new RegExp(`^${legend(name)}`, 'i') })
        .getByRole('button', { name: value })
        .first()
        .click();
      const where = `cluster in (${largest?.id}) and label.${name} = ${JSON.stringify(value)}`;
      const { total } = await client().listVideos({ where });
      await eventually(() => count(page).textContent()).toBe(videosText(total));
      await page.reload();
      await eventually(() => count(page).textContent()).toBe(videosText(total));
      await page.getByRole('button', { name: 'Clear all' }).click();
      await eventually(() => count(page).textContent()).toBe(videosText(facets.videos));
    });

    it('is walked with the keyboard, opens a video with Enter, and is found again where it was', async () => {
      const { videos, total } = await client().listVideos({ limit: 200 });
      const page = await session.open('/');
      await tiles(page).first().waitFor();
      expect(await page.locator('.grid-place a[tabindex="0"]').count()).toBe(1);
      await tiles(page).first().focus();
      await page.keyboard.press('ArrowRight');
      await eventually(() => focusedIndex(page)).toBe('1');
      await page.keyboard.press('ArrowDown');
      await eventually(() => focusedIndex(page)).toBe('5');
      await page.keyboard.press('End');
      await eventually(() => focusedIndex(page)).toBe(`${total - 1}`);
      await page.keyboard.press('PageUp');
      await eventually(() => focusedIndex(page)).not.toBe(`${total - 1}`);
      const index = Number(await focusedIndex(page));
      await eventually(() => page.evaluate('history.state?.scroll === window.scrollY')).toBe(true);
      const scrolled = await page.evaluate('window.scrollY');
      await page.keyboard.press('Enter');
      await page.waitForURL(`**/videos/${videos[index]?.id}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.goBack();
      await eventually(() => page.evaluate('window.scrollY')).toBe(scrolled);
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
      await keepScreenshot(page, 'shortcuts');
      await page.keyboard.press('Escape');
      await eventually(() => page.getByRole('dialog').count()).toBe(0);
    });

    it('plays the clip that is pointed at without sound, one at a time, and none for people who want less motion', async () => {
      const page = await session.open('/');
      await tiles(page).nth(0).hover();
      await page.locator('.grid-place video').waitFor();
      await expect
        .poll(() => page.evaluate("document.querySelector('.grid-place video')?.currentTime > 0"))
        .toBe(true);
      expect(await page.evaluate("document.querySelector('.grid-place video')?.muted")).toBe(true);
      await keepScreenshot(page, 'library-hover');
      await tiles(page).nth(1).hover();
      await page.locator('[data-index="1"] video').waitFor();
      expect(await page.locator('.grid-place video').count()).toBe(1);
      const still = await session.open('/', { lessMotion: true });
      await tiles(still).nth(0).hover();
      await still.mouse.move(0, 0);
      expect(await still.locator('.grid-place video').count()).toBe(0);
    });

    it('stays light with 10,000 videos, to the very last one', async () => {
      const page = await session.open('/', { prepare: (opened) => serveMany(opened, 10_000) });
      await eventually(() => count(page).textContent()).toBe('10,000 videos');
      await tiles(page).first().focus();
      await page.keyboard.press('End');
      await eventually(() => focusedIndex(page)).toBe('9999');
      expect(await page.evaluate("document.activeElement?.getAttribute('href')")).toBe('/videos/many-9999');
      expect(await page.locator('.grid-place').count()).toBeLessThan(60);
      await page.evaluate('window.scrollTo(0, document.documentElement.scrollHeight / 2)');
      await page.locator('[data-index="5000"]').waitFor();
      expect(await page.locator('.grid-place').count()).toBeLessThan(60);
      expect(await page.evaluate("document.querySelectorAll('*').length")).toBeLessThan(1500);
    });

    it('says what is wrong when the service fails, and goes on when it is asked to', async () => {
      let isBroken = true;
      const problem = {
        type: 'about:blank',
        title: 'Broken',
        status: 500,
        code: 'internal',
        detail: 'The table <b>videos</b> cannot be read.',
        instance: '1',
      };
      const page = await session.open('/', {
        refusals: [500],
        prepare: (opened) =>
          opened.route('**/v1/videos?*', (route) =>
            isBroken ? route.fulfill({ status: 500, json: problem }) : route.fallback(),
          ),
      });
      const alert = page.getByRole('alert');
      await alert.waitFor();
      expect(await alert.textContent()).toContain('The table <b>videos</b> cannot be read.');
      expect(await alert.textContent()).toContain('internal');
      await keepScreenshot(page, 'library-error');
      isBroken = false;
      await page.getByRole('button', { name: 'Try again' }).click();
      await tiles(page).first().waitFor();
    });

    it('shows where videos will be while they load', async () => {
      const page = await session.open('/', {
        prepare: (opened) => opened.route('**/v1/videos?*', () => {}),
      });
      await page.locator('.grid-place .skeleton').first().waitFor();
      expect(await page.locator('.grid').getAttribute('aria-busy')).toBe('true');
      await keepScreenshot(page, 'library-loading');
    });

    it('says so when nothing matches', async () => {
      const page = await session.open('/?tag=there+is+no+such+tag');
      await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
      await keepScreenshot(page, 'library-nothing');
      await page.getByRole('button', { name: 'Show everything' }).click();
      await tiles(page).first().waitFor();
    });

    it('has a sheet with the filters on a narrow screen and does not scroll sideways', async () => {
      const page = await session.open('/', { width: 390, height: 844 });
      await tiles(page).first().waitFor();
      expect(await isTooWide(page)).toBe(false);
      expect(await seriousFindings(page)).toEqual([]);
      await keepScreenshot(page, 'library-390');
      await page.getByRole('button', { name: 'Filters' }).click();
      const sheet = page.getByRole('dialog', { name: 'Filters' });
      await sheet.locator('.filter-row').first().click();
      await keepScreenshot(page, 'library-390-filters');
      expect(await seriousFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      expect(new URL(page.url()).searchParams.getAll('cluster')).toHaveLength(1);
    });

    it.each(['light', 'dark'] as const)(
      'has no serious accessibility finding in the %s theme',
      async (theme) => {
        const page = await session.open('/', { theme });
        await tiles(page).first().waitFor();
        await page.locator('.library-side .filter-row').first().click();
        await page.getByRole('button', { name: /^Remove filter/ }).waitFor();
        expect(await seriousFindings(page)).toEqual([]);
        await keepScreenshot(page, `library-${theme}`);
      },
    );

    it('remembers the theme that somebody chose', async () => {
      const page = await session.open('/', { theme: 'light' });
      const background = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
      const before = await background();
      await page.getByRole('button', { name: /^Theme: as the system/ }).click();
      await page.getByRole('button', { name: /^Theme: light/ }).click();
      expect(await background()).not.toBe(before);
      const dark = await background();
      await page.reload();
      expect(await background()).toBe(dark);
    });
  },
);

describe.skipIf(noBrowser !== undefined)('the library of an empty store', () => {
  const session = browserSession({ isEmpty: true });

  it('says how videos come in', async () => {
    const page = await session.open('/');
    await page.getByRole('heading', { name: 'No videos yet' }).waitFor();
    expect(await page.locator('main').textContent()).toContain('make embed');
    await keepScreenshot(page, 'library-empty');
    await page.getByRole('link', { name: 'Add videos' }).click();
    await page.waitForURL('**/add');
  });
});

function focusedIndex(page: Page): Promise<unknown> {
  return page.evaluate("document.activeElement?.closest('[data-index]')?.getAttribute('data-index')");
}

function videosText(videos: number): string {
  return `${videos} ${videos === 1 ? 'video' : 'videos'}`;
}

/** A word that some but not all descriptions have. */
function searchWord(videos: readonly VideoSummary[]): string {
  const words = videos.flatMap(({ description }) => [
    ...new Set(description?.toLowerCase().match(/[a-z]{5,}/g) ?? []),
  ]);
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const [found] = [...counts].find(([, times]) => times > 1 && times < videos.length / 2) ?? [];
  if (found === undefined) throw new Error('No word tells the videos of the store apart.');
  return found;
}

function someLabel({ labels }: Facets): [string, string] {
  const [name, values] = Object.entries(labels)[0] ?? [];
  if (name === undefined || values?.[0] === undefined) throw new Error('The store has no labels.');
  return [name, values[0].value];
}

function legend(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2');
}

/** Answers instead of the service with so many videos, by pages as it does. */
async function serveMany(page: Page, total: number): Promise<void> {
  await page.route('**/v1/videos?*', (route) => {
    const query = new URL(route.request().url()).searchParams;
    const start = Number(query.get('cursor') ?? 0);
    const end = Math.min(total, start + Number(query.get('limit')));
    const videos = Array.from({ length: end - start }, (_, place) => madeUpVideo(`many-${start + place}`));
    const answer: VideoPage = { videos, total, nextCursor: end < total ? `${end}` : null };
    return route.fulfill({ json: answer });
  });
}

function madeUpVideo(id: string): VideoSummary {
  return {
    id,
    uri: `/${id}.mp4`,
    title: id,
    description: null,
    tags: ['made up'],
    labels: {},
    durationSeconds: 3,
    width: 360,
    height: 360,
    hasSound: false,
    hasMedia: false,
    hasToken: true,
    clusterId: 1,
    tokenClusterId: null,
    createdAt: '2026-01-01T00:00:00Z',
  };
}
