import { readFile } from 'node:fs/promises';
import type { Download, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createClient, type ModelDetail } from '../../src/client/index.js';
import { browserSession, isTooWide, keepScreenshot, noBrowser, seriousFindings } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { runCli } from '../support/run-cli.js';

const charts = (page: Page) => page.locator('.chart');

async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), 'utf8');
}

describe.skipIf(noBrowser !== undefined)(
  `the runs${noBrowser === undefined ? '' : ` (${noBrowser})`}`,
  () => {
    const session = browserSession();
    const client = () => createClient({ baseUrl: session.address });

    beforeAll(async () => {
      const [label = ''] = Object.keys((await client().getFacets()).labels);
      const { exitCode, stderr } = await runCli([
        'benchmark',
        'retrieval',
        '--label',
        label,
        '--cutoffs',
        '1,5',
        '--data',
        session.data,
      ]);
      expect([exitCode, stderr]).toEqual([0, expect.anything()]);
    });

    it('shows the model in use with its curves and what each figure means', async () => {
      const { models } = await client().listModels();
      const current = models.find(({ isCurrent }) => isCurrent);
      const { curves } = await client().getModel({ id: current?.id ?? '' });
      const page = await session.open('/runs');
      await charts(page).first().waitFor();
      expect(await charts(page).count()).toBe(new Set(curves.map(({ unit }) => unit)).size);
      expect(await page.locator('.chart-line').count()).toBe(curves.length);
      const known = current?.diagnostics.filter(({ value }) => value !== null) ?? [];
      expect(await page.locator('.diagnostic dt').allTextContents()).toEqual(known.map(({ name }) => name));
      expect(await page.locator('.diagnostic-meaning').first().textContent()).toBe(known[0]?.meaning);
      await keepScreenshot(page, 'runs');
    });

    it('reads a chart with the arrow keys, as the service has the numbers', async () => {
      const { models } = await client().listModels();
      const { curves } = await client().getModel({ id: models[0]?.id ?? '' });
      const page = await session.open('/runs');
      const chart = page.getByRole('slider').first();
      await chart.focus();
      await page.keyboard.press('ArrowRight');
      const first = curves[0]?.points[0];
      const text = (await chart.getAttribute('aria-valuetext')) ?? '';
      expect(text).toContain(`Epoch ${first?.x}: ${curves[0]?.name} `);
      const read = Number(/ (\d[\d.]*)/.exec(text.slice(text.indexOf(curves[0]?.name ?? '')))?.[1]);
      expect(read).toBeCloseTo(first?.y ?? 0, 2);
      await page.keyboard.press('ArrowRight');
      expect(await chart.getAttribute('aria-valuetext')).toContain(`Epoch ${curves[0]?.points[1]?.x}:`);
    });

    it('saves a chart as a drawing that stands alone, and its numbers as CSV', async () => {
      const page = await session.open('/runs');
      await charts(page).first().waitFor();
      const drawing = page.waitForEvent('download');
      await charts(page)
        .first()
        .getByRole('button', { name: /as SVG$/ })
        .click();
      const svg = await textOf(await drawing);
      expect((await drawing).suggestedFilename()).toMatch(/\.svg$/);
      expect(svg).toContain('xmlns="http://www.w3.org/2000/svg"');
      expect(svg).toMatch(/<path[^>]* d="M[\d.]+ [\d.]+L/);
      expect(svg).not.toMatch(/var\(|style=|class=/);
      const numbers = page.waitForEvent('download');
      await charts(page)
        .first()
        .getByRole('button', { name: /as CSV$/ })
        .click();
      const lines = (await textOf(await numbers)).split('\r\n');
      expect(lines[0]).toMatch(/^epoch,/);
      expect(lines.at(-1)).toBe('');
    });

    it('shows the tables of the newest benchmark, marks the best, sorts, and saves them', async () => {
      const { runs } = await client().listRuns({ command: 'benchmark retrieval' });
      const { tables } = await client().getRun({ id: runs[0]?.id ?? '' });
      const [table] = tables;
      const page = await session.open('/runs');
      const shown = page.locator('.benchmark .data-table').first();
      await shown.waitFor();
      expect(await shown.locator('thead button').allTextContents()).toEqual(table?.columns);
      const cells = () => shown.locator('tbody tr > :nth-child(2)').allTextContents();
      const names = () => shown.locator('tbody tr > :first-child').allTextContents();
      expect(await names()).toEqual(table?.rows.map(([name]) => name));
      await shown.locator('thead button').nth(1).click();
      expect(await shown.locator('thead th').nth(1).getAttribute('aria-sort')).toBe('descending');
      const values = (await cells()).map((text) => Number.parseFloat(text));
      expect(values).toEqual([...values].sort((left, right) => right - left));
      const saved = page.waitForEvent('download');
      await shown.getByRole('button', { name: /as CSV$/ }).click();
      const lines = (await textOf(await saved)).trimEnd().split('\r\n');
      expect(lines).toHaveLength(1 + (table?.rows.length ?? 0));
      await shown.scrollIntoViewIfNeeded();
      await keepScreenshot(page, 'runs-benchmark');
    });

    it('lists every run, and opens one with its report and its configuration', async () => {
      const { runs } = await client().listRuns();
      const page = await session.open('/runs');
      await eventually(() => page.locator('.run-line').count()).toBe(runs.length);
      await page.locator('.run-line').last().click();
      await page.waitForURL(`**/runs/${runs.at(-1)?.id}`);
      await page.getByRole('heading', { level: 1, name: runs.at(-1)?.command ?? '' }).waitFor();
      await page.getByText('Configuration').click();
      expect(await seriousFindings(page)).toEqual([]);
      await keepScreenshot(page, 'run');
      await page.getByRole('link', { name: 'All runs' }).click();
      await page.waitForURL('**/runs');
    });

    it('says so when there is no such run', async () => {
      const page = await session.open('/runs/nowhere', { refusals: [404] });
      expect(await page.getByRole('alert').textContent()).toContain('no-such-run');
    });

    it('puts two models side by side', async () => {
      const { models } = await client().listModels();
      const [own] = models;
      const { curves, config, ...summary } = await client().getModel({ id: own?.id ?? '' });
      const other: ModelDetail = {
        ...summary,
        id: 'another-model',
        isCurrent: false,
        diagnostics: summary.diagnostics.map((figure) => ({ ...figure, value: 12_345 })),
        curves: curves.map((curve) => ({
          ...curve,
          points: curve.points.map(({ x, y }) => ({ x, y: y * 1.2 })),
        })),
        config,
      };
      const page = await session.open('/runs', {
        prepare: async (opened) => {
          await opened.route('**/v1/models', (route) =>
            route.fulfill({ json: { models: [...models, other] } }),
          );
          await opened.route('**/v1/models/another-model', (route) => route.fulfill({ json: other }));
        },
      });
      await page.getByLabel('Compare with').selectOption('another-model');
      await eventually(() => page.locator('.chart-line').count()).toBe(2 * curves.length);
      expect(await page.locator('.diagnostic-other').first().textContent()).toContain('12,350');
      expect(new URL(page.url()).searchParams.get('compare')).toBe('another-model');
      expect(await seriousFindings(page)).toEqual([]);
      await keepScreenshot(page, 'runs-compare');
    });

    it.each(['light', 'dark'] as const)(
      'has no serious accessibility finding in the %s theme',
      async (theme) => {
        const page = await session.open('/runs', { theme });
        await charts(page).first().waitFor();
        await page.getByText('Numbers').first().click();
        await page.locator('.benchmark .data-table').first().waitFor();
        expect(await seriousFindings(page)).toEqual([]);
        await keepScreenshot(page, `runs-${theme}`);
      },
    );

    it('is usable on a narrow screen', async () => {
      const page = await session.open('/runs', { width: 390, height: 844 });
      await charts(page).first().waitFor();
      await page.locator('.benchmark .data-table').first().waitFor();
      expect(await isTooWide(page)).toBe(false);
      expect(await seriousFindings(page)).toEqual([]);
      await keepScreenshot(page, 'runs-390');
    });
  },
);

describe.skipIf(noBrowser !== undefined)('the runs of an empty store', () => {
  const session = browserSession({ isEmpty: true });

  it('says where runs come from', async () => {
    const page = await session.open('/runs');
    await page.getByRole('heading', { name: 'Nothing was run yet' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await keepScreenshot(page, 'runs-empty');
  });
});
