/** `npm run test:browser`: opens graph pages in Chromium. Passes without Chromium, except in CI. */
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { type Browser, chromium, type Page } from 'playwright-core';

import { projectRoot } from '../tools/paths.js';
import { createRig, type Rig } from '../tools/rig.js';
import { campaignChecks, hostileChecks, largeChecks } from './checks.js';
import { graphContent } from './content.js';

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
    for (const [name, checks] of [
      ['still-water', campaignChecks],
      ['hostile', hostileChecks],
      ['large', largeChecks],
    ] as const) {
      const file = await written(rig, name);
      for (const [title, check] of Object.entries(checks)) {
        try {
          await inPage(browser, file, check);
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
async function written(rig: Rig, id: string): Promise<string> {
  const path = join(rig.home, `${id}.html`);
  const { code, stderr } = await rig.run(['reports', 'show', id, '--graph', path]);
  if (code !== 0) throw new Error(`show ${id} --graph failed: ${stderr}`);
  if ((statSync(path).mode & 0o777) !== 0o600) throw new Error(`${path} can be read by others`);
  console.log(`${id}: ${readFileSync(path).length} bytes`);
  return path;
}

async function inPage(
  browser: Browser,
  file: string,
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
    await page.waitForSelector('.graph[data-layout="force"]', { timeout: 60_000 });
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
