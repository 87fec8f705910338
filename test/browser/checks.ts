import assert from 'node:assert/strict';

import { hostileLink, hostileName, largeSize } from './content.js';
import { type Checks, quiet, refusesAdditions } from './page-checks.js';
import type { OpenPage } from './run.js';

/** Milliseconds after which labels are drawn at the latest, since the view rests. */
const labelsDrawn = 'window.graphPage.labelBoxes().length > 0';

const overlapping = `(() => {
  const boxes = window.graphPage.labelBoxes();
  return boxes.filter((a, i) => boxes.some((b, j) => i < j &&
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length;
})()`;

const numberOf = (open: OpenPage, expression: string): Promise<number> =>
  open.page.evaluate<number>(expression);

async function settled({ page }: OpenPage): Promise<void> {
  await page.waitForFunction(labelsDrawn);
}

async function status({ page }: OpenPage): Promise<string> {
  return (await page.textContent('.status')) ?? '';
}

export const campaignChecks: Checks = {
  async 'shows the objects and relationships of the delivery, without requests and errors'(open) {
    await settled(open);
    assert.match(await status(open), /^(\d+) of \1 objects, /);
    assert.equal(
      await numberOf(open, 'window.graphPage.core.nodes(\'[type = "attack-pattern"]\').length'),
      10,
    );
    assert.equal(await numberOf(open, 'window.graphPage.core.edges(\'[name = "indicates"]\').length'), 6);
    assert.equal(await numberOf(open, 'window.graphPage.core.edges(\'[name = "resolves-to"]\').length'), 6);
    quiet(open);
  },
  async 'draws labels that do not overlap, in each layout'(open) {
    for (const layout of ['force', 'phase', 'type']) {
      await open.page.selectOption('select', layout);
      await open.page.waitForSelector(`.graph[data-layout="${layout}"]`);
      await settled(open);
      assert.equal(await numberOf(open, overlapping), 0, layout);
    }
    quiet(open);
  },
  async 'places techniques below the headings of their phases, in the order of an attack'(open) {
    await open.page.selectOption('select', 'phase');
    const y = (name: string): Promise<number> =>
      numberOf(
        open,
        `(() => {
        const data = JSON.parse(document.getElementById('data').textContent);
        const { id } = data.nodes.find(({ label }) => label === '${name}');
        return window.graphPage.core.getElementById(id).position('y');
      })()`,
      );
    assert.ok((await y('Spearphishing Attachment')) < (await y('Malicious File')));
    assert.ok((await y('Malicious File')) < (await y('Web Protocols')));
    await settled(open);
    await open.picture('phases');
  },
  async 'hides and shows a type with its edges'(open) {
    const before = await status(open);
    const box = open.page.getByRole('checkbox', { name: /^Attack pattern/ });
    await box.uncheck();
    assert.equal(
      await numberOf(open, 'window.graphPage.core.nodes(\'[type = "attack-pattern"]:visible\').length'),
      0,
    );
    assert.notEqual(await status(open), before);
    await box.check();
    assert.equal(await status(open), before);
  },
  async 'finds an object by the keyboard alone, and shows its details'({ page, ...open }) {
    await page.keyboard.press('/');
    await page.keyboard.type('web protocols');
    assert.equal(await page.textContent('.result-count'), '1 found');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const details = (await page.textContent('.details')) ?? '';
    assert.match(details, /Web Protocols/);
    assert.match(details, /Attack pattern/);
    assert.match(details, /← uses Ryujin/);
    assert.match(details, /TLP:/);
    assert.equal(
      await page.getAttribute('.details a', 'href'),
      'https://attack.mitre.org/techniques/T1071.001',
    );
    // From the details along a connection to the next object.
    await page.keyboard.press('Tab');
    await page.locator('.details .object-link').first().focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.textContent('.details h2'), 'Ryujin');
    await page.keyboard.press('Escape');
    assert.equal(await page.isVisible('.details'), false);
    await page.keyboard.press('n');
    assert.equal(await page.isVisible('.details'), true);
    quiet({ page, ...open });
  },
  async 'shows the pattern of an indicator'({ page }) {
    await page.getByRole('combobox', { name: 'Search objects' }).fill('indicator mail-login.example');
    await page.keyboard.press('Enter');
    assert.equal(await page.textContent('.pattern'), "[domain-name:value = 'mail-login.example']");
  },
  async 'shows the name of a relationship while the pointer is on it'(open) {
    const point = await open.page.evaluate<{ x: number; y: number }>(`(() => {
      const edge = window.graphPage.core.edges('[name = "exploits"]')[0];
      const { x, y } = edge.renderedMidpoint();
      const { left, top } = document.querySelector('.graph').getBoundingClientRect();
      return { x: x + left, y: y + top };
    })()`);
    await open.page.mouse.move(point.x, point.y, { steps: 3 });
    await open.page.waitForFunction("window.graphPage.core.edges('.hovered').length === 1");
    assert.equal(
      await open.page.evaluate("window.graphPage.core.edges('.hovered').style('label')"),
      'exploits',
    );
  },
  async 'lists what the conversion left out'({ page }) {
    const notes = (await page.textContent('.notes')) ?? '';
    assert.match(notes, /Changed or left out \(\d+\)/);
    assert.ok((await page.locator('.notes li.loss').count()) >= 1, notes);
  },
  async 'is readable in three sizes, in dark and light'(open) {
    await settled(open);
    await open.picture('light');
    await open.page.getByRole('button', { name: 'Dark' }).click();
    assert.equal(await open.page.getAttribute('html', 'data-theme'), 'dark');
    await open.page.getByRole('combobox', { name: 'Search objects' }).fill('ryujin');
    await open.page.keyboard.press('Enter');
    await open.page.keyboard.press('Tab');
    await open.page.setViewportSize({ width: 1100, height: 760 });
    await settled(open);
    await open.picture('dark');
    await open.page.setViewportSize({ width: 420, height: 860 });
    await settled(open);
    await open.picture('narrow');
    assert.ok((await numberOf(open, 'document.documentElement.scrollWidth')) <= 420);
    quiet(open);
  },
  async 'prints in light colors, without controls'({ page, picture }) {
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.isVisible('.tools'), false);
    assert.equal(await page.isVisible('.notes'), true);
    await picture('print');
  },
};

export const hostileChecks: Checks = {
  async 'shows hostile texts as texts'(open) {
    const { page } = open;
    assert.match((await page.textContent('h1')) ?? '', /<\/script><script>/);
    await page.getByRole('combobox', { name: 'Search objects' }).fill('malware script');
    await page.keyboard.press('Enter');
    const details = (await page.textContent('.details')) ?? '';
    assert.ok(details.includes(hostileName.slice(0, 40)), details);
    assert.ok(details.includes(hostileLink), details);
    assert.equal(await page.locator('.details img, .details script').count(), 0);
    const links = await page.evaluate(
      "[...document.querySelectorAll('a')].map((one) => one.getAttribute('href'))",
    );
    assert.deepEqual(links, ['https://example.com/good']);
    assert.equal(await page.evaluate('globalThis.attacked'), undefined);
    await open.picture('hostile');
    quiet(open);
  },
  async 'shows characters that reorder text by their code'({ page }) {
    await page.getByRole('combobox', { name: 'Search objects' }).fill('invoice');
    await page.keyboard.press('Enter');
    assert.equal(await page.textContent('.details h2'), 'invoice<U+202E>fdp.exe');
    assert.doesNotMatch(await page.content(), /\u202e/);
  },
  'refuses added scripts, styles, handlers and requests': (open) => refusesAdditions(open, 'flex'),
};

/** Median and slowest time of 60 frames, each of which moves the view. */
const panning = `new Promise((done) => {
  const times = [];
  let last = performance.now();
  const frame = () => {
    const now = performance.now();
    times.push(now - last);
    last = now;
    if (times.length === 61) {
      const sorted = times.slice(1).sort((a, b) => a - b);
      done([sorted[30], sorted[59]]);
      return;
    }
    window.graphPage.core.panBy({ x: times.length < 30 ? 6 : -6, y: 3 });
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})`;

export const largeChecks: Checks = {
  async 'stays usable with 3,000 objects'(open) {
    await settled(open);
    const nodes = await numberOf(open, 'window.graphPage.core.elements().length');
    const paint = await numberOf(open, "performance.getEntriesByName('first-contentful-paint')[0].startTime");
    const finished = await numberOf(open, 'performance.now()');
    const [median, slowest] = await open.page.evaluate<readonly number[]>(panning);
    console.log(
      `${largeSize} objects, ${nodes} nodes and edges: first paint ${Math.round(paint)} ms, layout finished before ` +
        `${Math.round(finished)} ms, frame while panning ${median?.toFixed(1)} ms (slowest ${slowest?.toFixed(1)} ms)`,
    );
    assert.equal(await numberOf(open, overlapping), 0);
    await open.picture('large');
    await open.page.getByRole('combobox', { name: 'Search objects' }).fill('indicator');
    assert.match((await open.page.textContent('.result-count')) ?? '', /^\d+ found$/);
    quiet(open);
  },
};
