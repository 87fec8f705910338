/** What the checks of every page share. */
import assert from 'node:assert/strict';

import type { OpenPage } from './run.js';

export type Checks = Readonly<Record<string, (open: OpenPage) => Promise<void>>>;

export function quiet({ errors, requests }: OpenPage): void {
  assert.deepEqual(errors, []);
  assert.deepEqual(requests, []);
}

/** @param display of the body in the style of the page, which an added style must not replace */
export async function refusesAdditions({ page }: OpenPage, display: string): Promise<void> {
  const result = await page.evaluate(`(async () => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.attacked = 11';
    const style = document.createElement('style');
    style.textContent = 'body { display: none }';
    const handler = document.createElement('p');
    handler.setAttribute('onclick', 'globalThis.attacked = 12');
    document.body.append(script, style, handler);
    handler.click();
    const request = await fetch('data:,x').then(() => 'sent', () => 'refused');
    return [globalThis.attacked, getComputedStyle(document.body).display, request];
  })()`);
  assert.deepEqual(result, [undefined, display, 'refused']);
}
