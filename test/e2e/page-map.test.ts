import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { createClient, followJob, type VideoMap } from '../../src/client/index.js';
import { Random } from '../../src/math/random.js';
import { isInside } from '../../src/web/views/map/lasso.js';
import { browserSession, isTooWide, keepScreenshot, noBrowser, seriousFindings } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { moveFingers } from '../support/touch.js';

const surface = (page: Page) => page.getByRole('application', { name: 'Map of the videos' });
const spoken = (page: Page) => page.locator('.map-frame > [aria-live]');
const legend = (page: Page) => page.locator('.map-legend-entry');

/** Colours on the canvas of the dots, other than its background. */
const coloursOnCanvas = (page: Page) =>
  page.evaluate(`(() => {
    const canvas = document.querySelector('.map-canvas canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const words = new Uint32Array(data.buffer);
    return new Set(words).size;
  })()`) as Promise<number>;

describe.skipIf(noBrowser !== undefined)(`the map${noBrowser === undefined ? '' : ` (${noBrowser})`}`, () => {
  const session = browserSession();
  const client = () => createClient({ baseUrl: session.address });
  /** The map of the service; it is computed when it is not there yet. */
  const madeMap = async (): Promise<VideoMap> => {
    const { isMapReady } = await client().getInfo();
    if (!isMapReady) {
      const { id } = await client().makeMap();
      for await (const { state } of followJob(client(), id)) if (state === 'failed') break;
    }
    return client().getMap();
  };

  it('says what a map is when there is none, and computes it with its progress', async () => {
    // The service computes a first map by itself; whether it is there already is a matter of speed.
    const page = await session.open('/map', { refusals: [404], prepare: hideMapUntilAskedFor });
    await page.getByRole('heading', { name: 'There is no map yet' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await keepScreenshot(page, 'map-missing');
    await page.getByRole('button', { name: 'Compute the map' }).click();
    await surface(page).waitFor();
    const { videos } = await client().listVideos();
    expect(await page.locator('.map-facts').textContent()).toContain(`${videos.length} videos`);
  });

  it('draws every video, coloured by cluster, with a legend that counts them all', async () => {
    const map = await madeMap();
    const page = await session.open('/map');
    await surface(page).waitFor();
    await eventually(() => coloursOnCanvas(page)).toBeGreaterThan(20);
    const counts = await page.locator('.map-legend-count').allTextContents();
    expect(counts.map(Number).reduce((sum, count) => sum + count, 0)).toBe(map.ids.length);
    await keepScreenshot(page, 'map');
  });

  it('goes from clip to clip with the arrow keys, shows each, and opens it with Enter', async () => {
    const map = await madeMap();
    const page = await session.open('/map');
    await surface(page).focus();
    await page.keyboard.press('ArrowRight');
    await eventually(() => spoken(page).textContent()).not.toBe('');
    const first = idIn(await spoken(page).textContent());
    expect(map.ids).toContain(first);
    await page.locator('.clip-card img').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowLeft');
    await eventually(async () => idIn(await spoken(page).textContent())).not.toBe(first);
    const last = idIn(await spoken(page).textContent());
    await keepScreenshot(page, 'map-hover');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/videos/${last}`);
  });

  it('zooms and moves by keys, buttons, wheel and drag, and comes back to the whole', async () => {
    await madeMap();
    const page = await session.open('/map', { lessMotion: true });
    await surface(page).waitFor();
    const picture = () =>
      page.evaluate("document.querySelector('.map-canvas canvas').toDataURL()") as Promise<string>;
    await eventually(() => coloursOnCanvas(page)).toBeGreaterThan(20);
    const whole = await picture();
    const changes = async (act: () => Promise<unknown>): Promise<void> => {
      const before = await picture();
      await act();
      await eventually(picture).not.toBe(before);
    };
    await surface(page).focus();
    await changes(() => page.keyboard.press('+'));
    await changes(() => page.getByRole('button', { name: 'Zoom out' }).click());
    const box = await surface(page).boundingBox();
    await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200);
    await changes(() => page.mouse.wheel(0, -240));
    await page.mouse.down();
    await changes(() => page.mouse.move((box?.x ?? 0) + 320, (box?.y ?? 0) + 260, { steps: 4 }));
    await page.mouse.up();
    await page.getByRole('button', { name: 'Show everything' }).click();
    await page.mouse.move(0, 0);
    await eventually(picture).toBe(whole);
  });

  it('shows one group alone, and the keys then stay inside of it', async () => {
    await madeMap();
    const page = await session.open('/map');
    const entry = legend(page).first();
    // A cluster is called by its number until its label has come.
    const name = () => entry.locator('.map-legend-text').textContent();
    await entry.click();
    expect(await entry.getAttribute('aria-pressed')).toBe('true');
    await surface(page).focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp']) {
      await page.keyboard.press(key);
      await eventually(async () => {
        const text = await spoken(page).textContent();
        return text?.includes(`Cluster: ${await name()}`);
      }).toBe(true);
    }
    await entry.click();
    expect(await entry.getAttribute('aria-pressed')).toBe('false');
  });

  it('is coloured by any label, which stands in the address and survives a reload', async () => {
    const map = await madeMap();
    const [label = ''] = Object.keys(map.labels);
    const page = await session.open('/map');
    await page.getByLabel('Colour by').selectOption({ label });
    await page.waitForURL(`**/map?color=${encodeURIComponent(`label.${label}`)}`);
    const value = map.labels[label]?.values[0] ?? '';
    const names = page.locator('.map-legend-text');
    await eventually(() => names.allTextContents()).toContain(value);
    await page.reload();
    await eventually(() => names.allTextContents()).toContain(value);
  });

  it('shows the set inside a lasso: how many, what sets them apart, their pictures', async () => {
    const map = await madeMap();
    const page = await session.open('/map');
    await surface(page).waitFor();
    await eventually(() => coloursOnCanvas(page)).toBeGreaterThan(20);
    const box = (await surface(page).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    // A triangle over the map; which points it holds is counted from the answer of the service.
    const corners = [
      [0.2, 0.02],
      [0.8, 0.02],
      [0.5, 0.85],
    ].map(([right = 0, down = 0]) => ({ x: box.width * right, y: box.height * down }));
    const [first, ...others] = corners.map(({ x, y }) => ({ x: box.x + x, y: box.y + y }));
    await page.mouse.move(first?.x ?? 0, first?.y ?? 0);
    await page.keyboard.down('Shift');
    await page.mouse.down();
    for (const corner of others) await page.mouse.move(corner.x, corner.y, { steps: 12 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    const expected = placesOf(map, box).filter((place) => isInside(corners, place)).length;
    expect(expected).toBeGreaterThan(1);
    const panel = page.getByRole('complementary', { name: 'Chosen videos' });
    await panel.getByRole('heading', { name: `${expected} videos` }).waitFor();
    await eventually(() => panel.locator('.tile').count()).toBe(Math.min(expected, 24));
    expect(await panel.locator('.map-trait').count()).toBeGreaterThan(0);
    expect(await seriousFindings(page)).toEqual([]);
    await keepScreenshot(page, 'map-lasso');
    await panel.getByRole('link', { name: 'Open in the library' }).click();
    await page.getByRole('button', { name: `Remove filter ${expected} chosen videos` }).waitFor();
    await eventually(() => page.locator('.tile').count()).toBe(expected);
    await page.goBack();
    await surface(page).waitFor();
  });

  it('stays light with 100,000 videos', async () => {
    const page = await session.open('/map', { prepare: (opened) => serveMany(opened, 100_000) });
    await surface(page).waitFor();
    expect(await page.locator('.map-facts').textContent()).toContain('100,000 videos');
    await eventually(() => coloursOnCanvas(page)).toBeGreaterThan(100);
    await surface(page).focus();
    await page.keyboard.press('ArrowRight');
    await eventually(() => spoken(page).textContent()).toMatch(/^many-\d+, /);
    expect(await page.evaluate("document.querySelectorAll('*').length")).toBeLessThan(600);
    await keepScreenshot(page, 'map-100000');
  });

  it('says what is wrong when the service fails, and goes on when it is asked to', async () => {
    await madeMap();
    let isBroken = true;
    const problem = {
      type: 'about:blank',
      title: 'Broken',
      status: 500,
      code: 'internal',
      detail: 'The map <b>cannot</b> be read.',
      instance: '1',
    };
    const page = await session.open('/map', {
      refusals: [500],
      prepare: (opened) =>
        opened.route('**/v1/map', (route) =>
          isBroken ? route.fulfill({ status: 500, json: problem }) : route.fallback(),
        ),
    });
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('The map <b>cannot</b> be read.');
    await keepScreenshot(page, 'map-error');
    isBroken = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await surface(page).waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'has no serious accessibility finding in the %s theme',
    async (theme) => {
      await madeMap();
      const page = await session.open('/map', { theme });
      await surface(page).waitFor();
      await eventually(() => coloursOnCanvas(page)).toBeGreaterThan(20);
      expect(await seriousFindings(page)).toEqual([]);
      await keepScreenshot(page, `map-${theme}`);
    },
  );

  it('is zoomed and moved by fingers, which do not zoom the page', async () => {
    await madeMap();
    const page = await session.open('/map', { width: 390, height: 844, hasTouch: true, lessMotion: true });
    await surface(page).waitFor();
    await eventually(() => coloursOnCanvas(page)).toBeGreaterThan(20);
    const picture = () =>
      page.evaluate("document.querySelector('.map-canvas canvas').toDataURL()") as Promise<string>;
    const whole = await picture();
    const box = (await surface(page).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const at = (right: number, down: number) => ({
      x: box.x + box.width * right,
      y: box.y + box.height * down,
    });
    await moveFingers(page, [
      { from: at(0.45, 0.5), to: at(0.2, 0.4) },
      { from: at(0.55, 0.5), to: at(0.8, 0.6) },
    ]);
    await eventually(picture).not.toBe(whole);
    const near = await picture();
    await moveFingers(page, [{ from: at(0.7, 0.7), to: at(0.4, 0.5) }]);
    await eventually(picture).not.toBe(near);
    expect(await page.evaluate('[scrollY, visualViewport.scale]')).toEqual([0, 1]);
    await page.getByRole('button', { name: 'Show everything' }).click();
    await eventually(picture).toBe(whole);
  });

  it('is usable on a narrow screen', async () => {
    await madeMap();
    const page = await session.open('/map', { width: 390, height: 844 });
    await surface(page).waitFor();
    expect(await isTooWide(page)).toBe(false);
    expect(await seriousFindings(page)).toEqual([]);
    await keepScreenshot(page, 'map-390');
  });
});

describe.skipIf(noBrowser !== undefined)('the map of an empty store', () => {
  const session = browserSession({ isEmpty: true });

  it('says that there is no map', async () => {
    const page = await session.open('/map', { refusals: [404] });
    await page.getByRole('heading', { name: 'There is no map yet' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });
});

/** There is no map before the page has asked for one. */
async function hideMapUntilAskedFor(page: Page): Promise<void> {
  let isAskedFor = false;
  await page.route('**/v1/map', (route) => {
    isAskedFor ||= route.request().method() === 'POST';
    if (isAskedFor) return route.continue();
    const problem = {
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      code: 'no-map',
      detail: 'No map.',
    };
    return route.fulfill({
      status: 404,
      contentType: 'application/problem+json',
      body: JSON.stringify(problem),
    });
  });
}

function idIn(text: string | null): string {
  return text?.split(',')[0] ?? '';
}

/** Where the points stand on the whole map: the box around them in the middle, with a margin and one scale. */
function placesOf(
  { x, y }: VideoMap,
  { width, height }: { readonly width: number; readonly height: number },
) {
  const [left, right] = [Math.min(...x), Math.max(...x)];
  const [top, bottom] = [Math.min(...y), Math.max(...y)];
  const margin = Math.min(56, width / 8);
  const scale = Math.min((width - 2 * margin) / (right - left), (height - 2 * margin) / (bottom - top));
  return x.map((value, index) => ({
    x: width / 2 + (value - (left + right) / 2) * scale,
    y: height / 2 + ((y[index] ?? 0) - (top + bottom) / 2) * scale,
  }));
}

/** Answers instead of the service with a map of so many videos. */
async function serveMany(page: Page, count: number): Promise<void> {
  const random = new Random(11);
  const codes = Array.from({ length: count }, () => random.below(20));
  const spot = (code: number, turn: number) =>
    0.5 + 0.4 * Math.cos(code * 2.4 + turn) * Math.sqrt((code + 1) / 20);
  const answer: VideoMap = {
    spaceId: 'many',
    fittedAt: '2026-01-01T00:00:00Z',
    method: 'umap',
    fittedOn: 20_000,
    ids: codes.map((_, index) => `many-${index}`),
    x: codes.map((code) => spot(code, 0) + 0.02 * random.normal()),
    y: codes.map((code) => spot(code, Math.PI / 2) + 0.02 * random.normal()),
    clusters: codes,
    tokenClusters: codes.map((code) => code % 7),
    labels: {},
    modalities: { values: ['visual'], codes: codes.map(() => 0) },
  };
  const body = JSON.stringify(answer);
  await page.route('**/v1/map', (route) => route.fulfill({ contentType: 'application/json', body }));
  // No such videos are stored: the card under the pointer is answered with the simplest picture there is.
  await page.route('**/v1/videos/many-*/thumbnail', (route) =>
    route.fulfill({
      contentType: 'image/svg+xml',
      body: '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>',
    }),
  );
  await page.route(/\/v1\/videos\/many-\d+$/, (route) => route.abort());
  await page.route('**/v1/videos/many-*/media', (route) => route.abort());
}
