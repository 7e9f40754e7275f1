import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/index.js';
import { browserSession, isTooWide, keepScreenshot, noBrowser, seriousFindings } from '../support/browser.js';
import { makeClip } from '../support/clips.js';
import { eventually } from '../support/eventually.js';

const folder = mkdtempSync(join(tmpdir(), 'vidtoken-upload-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function choose(page: Page, files: readonly string[]): Promise<void> {
  await page.locator('input[type="file"]').setInputFiles([...files]);
}

describe.skipIf(noBrowser !== undefined)(
  `adding videos${noBrowser === undefined ? '' : ` (${noBrowser})`}`,
  () => {
    const session = browserSession();
    const client = () => createClient({ baseUrl: session.address });

    it('brings a clip in, stage by stage, and leads to it; what is no video says why', async () => {
      const clip = makeClip({ folder, name: 'fresh clip.mp4', seconds: 1 });
      const text = join(folder, 'notes.mp4');
      writeFileSync(text, 'These are only words.');
      const page = await session.open('/add');
      await page.getByRole('heading', { name: 'Add videos' }).waitFor();
      await choose(page, [clip, text]);
      await page.getByLabel('Title of fresh clip.mp4').fill('<b>A fresh clip</b>');
      await page.getByLabel('Tags for all of them').fill('from the page, test');
      expect(await seriousFindings(page)).toEqual([]);
      await keepScreenshot(page, 'add-chosen');
      await page.getByRole('button', { name: 'Add 2 videos' }).click();
      const rows = page.locator('section[aria-label="Uploads"] .job');
      const fresh = rows.filter({ hasText: 'fresh clip.mp4' });
      const notes = rows.filter({ hasText: 'notes.mp4' });
      await fresh.locator('.stage').first().waitFor();
      await keepScreenshot(page, 'add-working');
      await fresh.getByRole('link', { name: 'Open the video' }).waitFor();
      await notes.locator('.state-word-failed').waitFor();
      expect(await notes.locator('.add-fault').textContent()).toContain('not-a-video');
      await keepScreenshot(page, 'add-done');
      await fresh.getByRole('link', { name: 'Open the video' }).click();
      const title = page.getByRole('heading', { level: 1 });
      await eventually(() => title.textContent()).toBe('<b>A fresh clip</b>');
      expect(await page.locator('.video-heading b').count()).toBe(0);
      const { total } = await client().listVideos({ where: 'tag = "from the page" and tag = "test"' });
      expect(total).toBe(1);
    });

    it('waits when the service is full and sends again by itself', async () => {
      const clip = makeClip({ folder, name: 'patient.mp4', seconds: 1, picture: 'testsrc=s=160x120:r=10' });
      let refusals = 1;
      const page = await session.open('/add', {
        refusals: [429],
        prepare: (opened) =>
          opened.route('**/v1/videos', (route) => {
            refusals -= 1;
            if (refusals < 0) return route.continue();
            return route.fulfill({
              status: 429,
              headers: { 'retry-after': '2' },
              json: {
                type: 'about:blank',
                title: '',
                status: 429,
                code: 'queue-full',
                detail: 'Full.',
                instance: '',
              },
            });
          }),
      });
      await choose(page, [clip]);
      await page.getByRole('button', { name: 'Add the video' }).click();
      await page.getByText('The service is full. Next try in 2 seconds.').waitFor();
      await keepScreenshot(page, 'add-held');
      await page.locator('.job', { hasText: 'patient.mp4' }).locator('.stage, .ending').first().waitFor();
    });

    it('takes files that are dropped, and lists what was done before', async () => {
      const page = await session.open('/add');
      const drop = page.locator('.drop-zone');
      await drop.waitFor();
      const data = await page.evaluateHandle(
        "(() => { const d = new DataTransfer(); d.items.add(new File(['x'], 'dropped.webm', { type: 'video/webm' })); return d; })()",
      );
      await drop.dispatchEvent('dragenter', { dataTransfer: data });
      await page.locator('.drop-zone-over').waitFor();
      await drop.dispatchEvent('drop', { dataTransfer: data });
      await page.getByLabel('Title of dropped.webm').waitFor();
      await page.getByRole('button', { name: 'Do not add dropped.webm' }).click();
      await eventually(() => page.locator('.chosen-file').count()).toBe(0);
      const { jobs } = await client().listJobs();
      await eventually(() => page.locator('.job').count()).toBe(jobs.length);
    });

    it.each([
      { theme: 'light', width: 1280 },
      { theme: 'dark', width: 390 },
    ] as const)('has no serious accessibility finding: $theme, $width pixels', async ({ theme, width }) => {
      const page = await session.open('/add', { theme, width, height: 844 });
      await page.locator('.drop-zone').waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      expect(await isTooWide(page)).toBe(false);
      await keepScreenshot(page, `add-${theme}-${width}`);
    });
  },
);

describe.skipIf(noBrowser !== undefined)('a service that asks for tokens', () => {
  const session = browserSession({ tokenScope: 'read' });

  it('is signed in to with a token, which the page does not keep, and shows what the token may do', async () => {
    const { token } = session;
    const page = await session.open('/', { refusals: [401] });
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await keepScreenshot(page, 'sign-in');
    await page.getByLabel('Token', { exact: true }).fill(`vidtoken_${'x'.repeat(43)}`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Token', { exact: true }).fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await eventually(() =>
      page.evaluate("[...document.querySelectorAll('.grid-place img')].some((i) => i.naturalWidth > 0)"),
    ).toBe(true);
    const kept = 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])';
    expect(await page.evaluate(kept)).not.toContain(token);
    await page.reload();
    await page.locator('.grid-place a').first().waitFor();
    await page.getByRole('link', { name: 'Add' }).click();
    await page.getByRole('heading', { name: 'You may look, but not add' }).waitFor();
    expect(await page.locator('input[type="file"]').count()).toBe(0);
    await keepScreenshot(page, 'add-not-allowed');
  });
});
