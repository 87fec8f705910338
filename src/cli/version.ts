import { readFileSync } from 'node:fs';

/** From package.json, three folders above this file once built, and above the bundle. */
export const version = readVersion();

function readVersion(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? '0.0.0';
}
