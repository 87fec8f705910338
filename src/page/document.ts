import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { jsonText } from '../lib/index.js';
import type { PageData } from './data.js';

/** The script and the style of a page, bundled by esbuild.config.js. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** Reads the assets, which lie beside the bundled program. */
export function readPageAssets(): PageAssets {
  const read = (name: string): string => readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');
  return { script: read('graph-page.js'), style: read('graph-page.css') };
}

/**
 * Returns a complete HTML page without any other file. Its Content-Security-Policy (CSP Level 3) permits its own script and
 * style by their hashes, and no request. Data is JSON in an element that no browser executes.
 */
export function graphDocument(data: PageData, { script, style }: PageAssets): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(data.item.title)}</title>
<link rel="icon" href="data:,">
<style id="${libraryStyleId}">${style}</style>
</head>
<body>
<noscript>This page needs JavaScript, which runs in it only and sends nothing.</noscript>
<script type="application/json" id="data">${scriptJson(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** Cytoscape adds a style element with this id unless there is one; the policy would refuse it. */
const libraryStyleId = '__________cytoscape_stylesheet';

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** JSON without `<`: nothing in it ends the element or starts a comment. */
const scriptJson = (value: unknown): string => jsonText(value).replaceAll('<', '\\u003c');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (found) => entities[found] ?? found);
