/** `npm run test:browser`: opens the pages of the program in Chromium. Passes without Chromium, except in CI. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { type Browser, chromium, type Page } from 'playwright-core';

import { projectRoot } from '../tools/paths.js';
import { createRig, type Rig } from '../tools/rig.js';
import { campaignChecks, hostileChecks, largeChecks } from './checks.js';
import { graphContent } from './content.js';
import { hostileStatusChecks, statusChecks } from './status-checks.js';
import { hostileText, longHistory, stateWith } from './status-content.js';

const executable = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const args = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** Where screenshots are written, for people. */
const pictures = join(projectRoot, 'dist', 'browser');

export interface OpenPage {
  readonly page: Page;
  /** Errors of the console and of scripts, among them each refusal by the policy. */
  readonly errors: readonly string[];
  /** URLs beside that of the page. */
  readonly requests: readonly string[];
  picture(name: string): Promise<void>;
}

/** Present when the layout of a graph is finished. */
const graphDrawn = '.graph[data-layout="force"]';

process.exitCode = await main();

async function main(): Promise<number> {
  if (!existsSync(executable)) {
    const required = !['', '0', 'false'].includes(process.env.CI ?? '');
    console.error(`test:browser ${required ? 'failed' : 'skipped'}: there is no ${executable}`);
    return required ? 1 : 0;
  }
  mkdirSync(pictures, { recursive: true });
  const ends: (() => unknown)[] = [];
  let [passed, failed] = [0, 0];
  try {
    const rig = await createRig(
      { teardown: (action) => ends.push(action) },
      { threatVision: { content: graphContent() } },
    );
    const browser = await chromium.launch({ executablePath: executable, args });
    ends.push(() => browser.close());
    const pages = [
      ['still-water', campaignChecks, graphOf, graphDrawn],
      ['hostile', hostileChecks, graphOf, graphDrawn],
      ['large', largeChecks, graphOf, graphDrawn],
      ['status', statusChecks, statusOf, 'main'],
      ['status-hostile', hostileStatusChecks, statusOf, 'main'],
    ] as const;
    for (const [name, checks, write, ready] of pages) {
      const file = await write(rig, name);
      for (const [title, check] of Object.entries(checks)) {
        try {
          await inPage(browser, { file, ready }, check);
          passed += 1;
          console.log(`ok ${name}: ${title}`);
        } catch (error) {
          failed += 1;
          console.log(`not ok ${name}: ${title}\n${error instanceof Error ? error.message : String(error)}`);
        }
      }
    }
  } finally {
    for (const end of ends.toReversed()) await end();
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** Writes the page of a report, and returns its path. */
function graphOf(rig: Rig, id: string): Promise<string> {
  return written(rig, id, ['reports', 'show', id, '--graph']);
}

/** Writes the page of a recorded state, and returns its path. */
function statusOf(rig: Rig, name: string): Promise<string> {
  const extra = name === 'status-hostile' ? hostileText : 'HTTP 503 from ThreatVision';
  const now = Math.floor(Date.now() / 1000);
  const state = join(rig.home, name);
  mkdirSync(state, { mode: 0o700 });
  const write = (suffix: string, value: unknown): void =>
    writeFileSync(join(state, `${rig.connectorId}.${suffix}`), JSON.stringify(value));
  write('json', { generation: 'one', state: stateWith(extra, now), confirmed: [], openWorks: [] });
  write('history.json', { version: 1, ...longHistory(extra, now) });
  write('failure.json', { at: now, reason: 'opencti-http', message: extra });
  const connector = name === 'status-hostile' ? { CONNECTOR_NAME: hostileText } : {};
  return written(rig, name, ['status', '--offline', '--html'], { TEAMT5_STATE_DIR: state, ...connector });
}

async function written(
  rig: Rig,
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const path = join(rig.home, `${name}.html`);
  const { code, stderr } = await rig.run([...args, path], env);
  if (code !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
  if ((statSync(path).mode & 0o777) !== 0o600) throw new Error(`${path} can be read by others`);
  console.log(`${name}: ${readFileSync(path).length} bytes`);
  return path;
}

async function inPage(
  browser: Browser,
  { file, ready }: { readonly file: string; readonly ready: string },
  check: (open: OpenPage) => Promise<void>,
): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
  const url = pathToFileURL(file).href;
  const errors: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) requests.push(request.url());
  });
  try {
    await page.goto(url);
    await page.waitForSelector(ready, { timeout: 60_000 });
    await check({
      page,
      errors,
      requests,
      picture: async (name) => {
        await page.screenshot({ path: join(pictures, `${name}.jpg`), type: 'jpeg', quality: 70 });
      },
    });
  } finally {
    await page.close();
  }
}
