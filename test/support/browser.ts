import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { packageInfo } from '../../src/config/package-info.js';
import { tokenCreateReport } from '../../src/core/reports/token-report.js';
import { runCli } from './run-cli.js';
import { runServe } from './run-serve.js';
import { servedStore } from './served-store.js';

const { root } = packageInfo();
const SCREENSHOTS = join(root, 'test-screenshots');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Jobs have the lowest priority: beside other tests a map may take a minute. */
const PATIENCE_MS = 200_000;
const QUIET_BROWSER = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const executablePath = findChromium();

/** Why the page cannot be looked at here; undefined where it can. */
export const noBrowser = reasonAgainst();

function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = folders.flatMap((folder) =>
    ['chromium', 'chromium-browser'].map((name) => join(folder, name)),
  );
  return [process.env.CHROMIUM ?? '', ...found].find((path) => path !== '' && existsSync(path));
}

function reasonAgainst(): string | undefined {
  if (executablePath === undefined) return 'no chromium on the PATH or in CHROMIUM';
  return existsSync(join(root, 'dist', 'web', 'index.html')) ? undefined : 'the page is not built';
}

export interface OpenOptions {
  /** Default: 1280 × 800. */
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  readonly lessMotion?: boolean;
  /** The screen feels fingers. */
  readonly hasTouch?: boolean;
  /** Statuses of answers that this test provokes; all others from 400 on fail it. */
  readonly refusals?: readonly number[];
  /** Before anything is loaded, such as routes that answer instead of the service. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

export interface BrowserSession {
  /** Address of the service, without a path. */
  readonly address: string;
  /** Folder of its store. */
  readonly data: string;
  /** The token that it asks for; empty where it asks for none. */
  readonly token: string;
  /**
   * A new page in a browser without a past. At the end of the test it fails for an error in the console, a violation of the
   * content security policy, a refused request, or any request to another host.
   */
  open(path: string, options?: OpenOptions): Promise<Page>;
}

interface SessionOptions {
  /** The service asks for tokens, and there is one with this scope. */
  readonly tokenScope?: 'read' | 'write' | 'admin';
  /** Without a store; default: a copy of the store of `servedStore`. */
  readonly isEmpty?: boolean;
}

/** One service and one browser for all tests of the block in which it is called. */
export function browserSession({ tokenScope, isEmpty = false }: SessionOptions = {}): BrowserSession {
  let folder = '';
  let data = '';
  let token = '';
  let address = '';
  let browser: Browser | undefined;
  let stop = () => {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vidtoken-page-'));
    data = isEmpty ? join(folder, 'data') : await servedStore(folder);
    const args = ['--rate', '1000000'];
    if (tokenScope !== undefined) {
      const created = await runCli([
        'token',
        'create',
        'page',
        '--scope',
        tokenScope,
        '--json',
        '--data',
        data,
      ]);
      token = tokenCreateReport.parse(JSON.parse(created.stdout)).token;
      args.push('--tokens');
    }
    const { child, report } = await runServe(data, args);
    stop = () => void child.kill('SIGKILL');
    address = report.address;
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: QUIET_BROWSER });
  });

  afterAll(async () => {
    await browser?.close();
    stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  return {
    get address() {
      return address;
    },
    get data() {
      return data;
    },
    get token() {
      return token;
    },
    async open(path, options = {}) {
      if (browser === undefined) throw new Error('The browser has not started.');
      const { width = 1280, height = 800, theme = 'light', lessMotion = false, refusals = [] } = options;
      const { hasTouch = false } = options;
      const context = await browser.newContext({
        viewport: { width, height },
        hasTouch,
        colorScheme: theme,
        reducedMotion: lessMotion ? 'reduce' : 'no-preference',
      });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      const faults = watch(page, { address, refusals });
      onTestFinished(async () => {
        await context.close();
        expect(faults).toEqual([]);
      });
      await options.prepare?.(page);
      await page.goto(address + path);
      return page;
    },
  };
}

function watch(
  page: Page,
  options: { readonly address: string; readonly refusals: readonly number[] },
): string[] {
  const { address, refusals } = options;
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // A refused request is also written to the console; it is judged by its status below.
    const isRefusal = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isRefusal) faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    const isOwn = url.startsWith(`${address}/`) || url.startsWith('data:') || url.startsWith('blob:');
    if (!isOwn) faults.push(`request to another host: ${url}`);
  });
  page.on('response', (response) => {
    const status = response.status();
    if (status >= 400 && !refusals.includes(status)) faults.push(`${status} from ${response.url()}`);
  });
  return faults;
}

interface AxeFinding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds serious or critical on the page as it is, in words. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // Evaluated by the debugger of the browser, which the content security policy does not bind.
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate('axe.run()')) as { readonly violations: readonly AxeFinding[] };
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
}

/** Keeps a picture of the page in `test-screenshots/`. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

/** The page is wider than the window, so that it scrolls sideways. */
export async function isTooWide(page: Page): Promise<boolean> {
  return (await page.evaluate('document.documentElement.scrollWidth > window.innerWidth')) as boolean;
}
