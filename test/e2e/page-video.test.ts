import { describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/index.js';
import { nameOf } from '../../src/web/format.js';
import { browserSession, isTooWide, keepScreenshot, noBrowser, seriousFindings } from '../support/browser.js';
import { eventually } from '../support/eventually.js';

describe.skipIf(noBrowser !== undefined)(
  `the page of a video${noBrowser === undefined ? '' : ` (${noBrowser})`}`,
  () => {
    const session = browserSession();
    const client = () => createClient({ baseUrl: session.address });
    const firstVideo = async () => {
      const [summary] = (await client().listVideos({ limit: 1, where: 'has token and has media' })).videos;
      if (summary === undefined) throw new Error('The store has no video.');
      return client().getVideo({ id: summary.id });
    };

    it('plays the clip and shows what is known about it', async () => {
      const video = await firstVideo();
      const page = await session.open(`/videos/${encodeURIComponent(video.id)}`);
      const title = page.getByRole('heading', { level: 1 });
      await title.waitFor();
      expect(await title.textContent()).toBe(nameOf(video));
      await eventually(() => page.evaluate("document.querySelector('.player video')?.currentTime > 0")).toBe(
        true,
      );
      const main = (await page.locator('.video-main').textContent()) ?? '';
      expect(main).toContain(video.description ?? '');
      expect(main).toContain(video.contentHash);
      for (const value of [...video.tags, ...Object.values(video.labels)]) expect(main).toContain(value);
    });

    it('shows the read-out of its token and marks the words that its description has too', async () => {
      const video = await firstVideo();
      const explanation = await client().explainVideo({ id: video.id });
      const page = await session.open(`/videos/${encodeURIComponent(video.id)}`);
      const block = page.locator('.video-block', { hasText: 'Read out of its token' });
      await eventually(() => block.locator('.prose').textContent()).toBe(explanation.readOut);
      const read = explanation.readOut.toLowerCase();
      const marked = await page
        .locator('.video-block', { hasText: 'Description' })
        .first()
        .locator('mark')
        .allTextContents();
      expect(marked.length).toBeGreaterThan(0);
      for (const word of marked) expect(read).toContain(word.toLowerCase());
      const raised = await block.locator('.raised li').count();
      expect(raised).toBe(Math.min(8, explanation.fit?.raised.length ?? 0));
    });

    it('lists its neighbours in the order of the service, with scores and reasons', async () => {
      const video = await firstVideo();
      const { hits } = await client().similarVideos({ id: video.id, k: 12, explain: true });
      const page = await session.open(`/videos/${encodeURIComponent(video.id)}`);
      const rows = page.locator('.hits .hit');
      await eventually(() => rows.count()).toBe(hits.length);
      const shown = await rows.evaluateAll((links) => links.map((link) => link.getAttribute('href')));
      expect(shown).toEqual(hits.map((hit) => `/videos/${encodeURIComponent(hit.video.id)}`));
      const first = (await rows.first().textContent()) ?? '';
      const [hit] = hits;
      expect(first).toContain(hit?.score.toFixed(3).replace('-', '−'));
      for (const word of hit?.reason?.sharedWords.slice(0, 5) ?? []) expect(first).toContain(word);
      for (const modality of Object.keys(hit?.reason?.modalities ?? {})) expect(first).toContain(modality);
      await keepScreenshot(page, 'video');
    });

    it('gives more variety when it is asked for', async () => {
      const video = await firstVideo();
      const { hits } = await client().similarVideos({ id: video.id, k: 12, diversify: 0.9 });
      const page = await session.open(`/videos/${encodeURIComponent(video.id)}`);
      await page.locator('.hits .hit').first().waitFor();
      await page.getByLabel('Variety').fill('0.9');
      await eventually(() =>
        page.locator('.hits .hit').evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
      ).toEqual(hits.map((hit) => `/videos/${encodeURIComponent(hit.video.id)}`));
    });

    it('finds videos by the frame that it shows', async () => {
      const video = await firstVideo();
      const page = await session.open(`/videos/${encodeURIComponent(video.id)}`);
      await eventually(() => page.evaluate("document.querySelector('.player video')?.currentTime > 0")).toBe(
        true,
      );
      const asked = page.waitForRequest('**/v1/search');
      await page.getByRole('button', { name: 'Find this frame' }).click();
      const { frame } = (await asked).postDataJSON() as { readonly frame: string };
      // The first bytes of every JPEG.
      expect(Buffer.from(frame, 'base64').subarray(0, 3).toString('hex')).toBe('ffd8ff');
      const panel = page.locator('.panel-frame');
      await panel.locator('.hit').first().waitFor();
      expect(await panel.locator('canvas').count()).toBe(1);
      await keepScreenshot(page, 'video-frame');
      await panel.getByRole('button', { name: 'Close the frame search' }).click();
      await eventually(() => panel.count()).toBe(0);
    });

    it('leads to its neighbours, and a label leads to the videos that have it', async () => {
      const video = await firstVideo();
      const page = await session.open(`/videos/${encodeURIComponent(video.id)}`);
      const next = page.locator('.hits .hit').first();
      const address = await next.getAttribute('href');
      await next.click();
      await page.waitForURL(`**${address}`);
      await page.goBack();
      const [name, value] = Object.entries(video.labels)[0] ?? [];
      await page
        .locator('.video-heading .chip', { hasText: value ?? '' })
        .first()
        .click();
      const { total } = await client().listVideos({ where: `label.${name} = ${JSON.stringify(value)}` });
      await eventually(() => page.locator('.library-count').textContent()).toBe(
        `${total} video${total === 1 ? '' : 's'}`,
      );
    });

    it('shows markup in a title and a description as text', async () => {
      const video = await firstVideo();
      const markup = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
      const page = await session.open(`/videos/${encodeURIComponent(video.id)}`, {
        prepare: (opened) =>
          opened.route(`**/v1/videos/${encodeURIComponent(video.id)}`, (route) =>
            route.fulfill({ json: { ...video, title: markup, description: markup, tags: [markup] } }),
          ),
      });
      const title = page.getByRole('heading', { level: 1 });
      await title.waitFor();
      expect(await title.textContent()).toBe(markup);
      expect(await page.locator('.video-main script, .video-main img[src="x"]').count()).toBe(0);
      expect(await page.title()).toBe(`${markup} · vidtoken`);
    });

    it('says so when there is no such video', async () => {
      const page = await session.open('/videos/nobody%20has%20this', { refusals: [404] });
      await page.getByRole('heading', { name: 'There is no such video' }).waitFor();
      expect(await page.locator('main').textContent()).toContain('nobody has this');
      expect(await seriousFindings(page)).toEqual([]);
      await keepScreenshot(page, 'video-missing');
    });

    it.each([
      { theme: 'light', width: 1280 },
      { theme: 'dark', width: 1280 },
      { theme: 'dark', width: 390 },
    ] as const)('has no serious accessibility finding: $theme, $width pixels', async ({ theme, width }) => {
      const video = await firstVideo();
      const page = await session.open(`/videos/${encodeURIComponent(video.id)}`, {
        theme,
        width,
        height: 844,
      });
      await page.locator('.hits .hit').first().waitFor();
      await page.locator('.exemplars, .raised').first().waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      expect(await isTooWide(page)).toBe(false);
      await keepScreenshot(page, `video-${theme}-${width}`);
    });

    it('is deleted only after a question, and the library knows at once', async () => {
      const { total, videos } = await client().listVideos({ order: 'newest', limit: 200 });
      const id = videos.at(-1)?.id ?? '';
      const page = await session.open(`/videos/${encodeURIComponent(id)}`, { refusals: [404] });
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('button', { name: 'Keep it' }).click();
      expect((await client().getVideo({ id })).id).toBe(id);
      await page.getByRole('button', { name: 'Delete' }).click();
      const dialog = page.getByRole('dialog', { name: 'Delete this video?' });
      await keepScreenshot(page, 'video-delete');
      await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
      await eventually(() => page.locator('.library-count').textContent()).toBe(`${total - 1} videos`);
      await expect(client().getVideo({ id })).rejects.toMatchObject({ code: 'no-such-video' });
    });
  },
);
