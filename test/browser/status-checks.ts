import assert from 'node:assert/strict';

import { type Checks, quiet, refusesAdditions } from './page-checks.js';

/** The texts of a drawing that touch each other, and those that leave it. */
const collisions = `[...document.querySelectorAll('svg')].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  const boxes = [...svg.querySelectorAll(':scope > text')].map((one) => [one.textContent, one.getBoundingClientRect()]);
  const outside = boxes.filter(([, box]) => box.left < frame.left - 1 || box.right > frame.right + 1 ||
    box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
  const touching = boxes.filter(([, a], i) => boxes.some(([, b], j) => i < j &&
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom));
  return [...outside, ...touching].map(([text]) => text);
})`;

export const statusChecks: Checks = {
  async 'shows charts, tables and figures, without requests and errors'(open) {
    const { page } = open;
    assert.equal(await page.locator('figure svg').count(), 6);
    assert.equal(await page.locator('figure .day').count(), 6 * 90);
    assert.match((await page.textContent('.verdict')) ?? '', /^Critical|^Warning/);
    assert.equal(await page.locator('section table').last().locator('tbody tr').count(), 48);
    assert.ok((await page.locator('figure rect.bad').count()) > 10);
    assert.equal(await page.locator('script').count(), 0);
    quiet(open);
  },
  async 'is readable in three sizes, in dark and light'(open) {
    const { page } = open;
    for (const [name, width, height, colorScheme] of [
      ['status-light', 1280, 1000, 'light'],
      ['status-dark', 1000, 800, 'dark'],
      ['status-narrow', 420, 860, 'light'],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await page.evaluate(collisions), [], name);
      assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= width, name);
      await open.picture(name);
    }
    quiet(open);
  },
  async 'has other colors in dark'({ page }) {
    const background = 'getComputedStyle(document.body).backgroundColor';
    assert.equal(await page.evaluate(background), 'rgb(255, 255, 255)');
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.equal(await page.evaluate(background), 'rgb(20, 24, 28)');
  },
  async 'opens the figures of a chart by the keyboard, and scrolls its tables'({ page }) {
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.localName'), 'summary');
    assert.equal(await page.locator('figure table').first().isVisible(), false);
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('figure table').first().isVisible(), true);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.getAttribute("role")'), 'region');
    await page.evaluate(
      "void (window.scrolled = new Promise((done) => document.activeElement.addEventListener('scroll', done)))",
    );
    await page.keyboard.press('End');
    assert.equal(
      await page.evaluate('window.scrolled.then(() => document.activeElement.scrollTop > 0)'),
      true,
    );
  },
  async 'names the figures of a day while the pointer is on it, and describes each chart'({ page }) {
    const titles = await page.locator('figure').first().locator('.day title').allTextContents();
    assert.equal(titles.length, 90);
    assert.ok(
      titles.some((title) => /^\d+ \w+: complete \d+, .*failed or killed 1$/.test(title)),
      titles.join('\n'),
    );
    const chart = page.getByRole('img', { name: 'Time to import' });
    assert.equal(await chart.count(), 1);
    const summary = page.locator('#imports-summary');
    assert.match((await summary.textContent()) ?? '', /average: at most .* longest: at most /);
  },
  async 'prints in light colors, with whole tables'({ page, picture }) {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    assert.equal(
      await page.evaluate('getComputedStyle(document.body).backgroundColor'),
      'rgb(255, 255, 255)',
    );
    assert.equal(await page.locator('figure summary').first().isVisible(), false);
    assert.equal(
      await page.evaluate(
        "[...document.querySelectorAll('section > .scroll')].some((one) => one.scrollHeight > one.clientHeight + 2)",
      ),
      false,
    );
    await picture('status-print');
  },
};

export const hostileStatusChecks: Checks = {
  async 'shows hostile texts as texts'(open) {
    const { page } = open;
    assert.match((await page.textContent('h1')) ?? '', /<\/style><\/script><script>/);
    assert.ok((await page.locator('td', { hasText: '<img src=x' }).count()) >= 5);
    assert.equal(await page.locator('main img, main script, main a').count(), 0);
    assert.equal(await page.evaluate('globalThis.attacked'), undefined);
    assert.match((await page.textContent('main')) ?? '', /<U\+202E>/);
    assert.doesNotMatch(await page.content(), /\u202e/);
    assert.deepEqual(await page.evaluate(collisions), []);
    await open.picture('status-hostile');
    quiet(open);
  },
  'refuses added scripts, styles, handlers and requests': (open) => refusesAdditions(open, 'block'),
};
