import { readFileSync } from 'node:fs';

import { jsonText } from '../lib/index.js';
import type { PageData } from './data.js';
import { escapeHtml, policyOf } from './html.js';

/** The script and the style of a page, bundled by esbuild.config.js. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** Reads the assets, which lie beside the bundled program. */
export function readPageAssets(): PageAssets {
  return { script: readAsset('graph-page.js'), style: readAsset('graph-page.css') };
}

/** The style of the page of `status --html`, which lies there, too. */
export const readStatusStyle = (): string => readAsset('status-page.css');

const readAsset = (name: string): string => readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');

/**
 * Returns a complete HTML page without any other file. Its Content-Security-Policy (CSP Level 3) permits its own script and
 * style by their hashes, and no request. Data is JSON in an element that no browser executes.
 */
export function graphDocument(data: PageData, assets: PageAssets): string {
  const { script, style } = assets;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(assets)}">
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

/** JSON without `<`: nothing in it ends the element or starts a comment. */
const scriptJson = (value: unknown): string => jsonText(value).replaceAll('<', '\\u003c');
