import { createHash } from 'node:crypto';

import { plainText } from '../lib/index.js';

/** HTML that is complete as it is. Texts become HTML by `text` alone. */
export interface Html {
  readonly html: string;
}

type Part = Html | readonly Html[] | number;

/**
 * A template of HTML. Values are HTML or numbers: a text from outside does not compile here,
 * and passes `text`.
 */
export function markup(fixed: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const written = parts.map((part) => {
    if (typeof part === 'number') return String(part);
    return 'html' in part ? part.html : part.map(({ html }) => html).join('');
  });
  return { html: fixed.map((piece, index) => piece + (written[index] ?? '')).join('') };
}

/** A text on one line, without characters that control or reorder it, for content and quoted attributes. */
export const text = (value: string): Html => ({ html: escapeHtml(plainText(value)) });

/**
 * A Content-Security-Policy (CSP Level 3) that permits this style and script by their hashes, icons of the page itself, and no
 * request.
 */
export function policyOf({ style, script }: { readonly style: string; readonly script?: string }): string {
  return [
    "default-src 'none'",
    ...(script === undefined ? [] : [`script-src ${hashOf(script)}`]),
    `style-src ${hashOf(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

const hashOf = (content: string): string =>
  `'sha256-${createHash('sha256').update(content).digest('base64')}'`;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (value: string): string =>
  value.replaceAll(/[&<>"']/g, (found) => entities[found] ?? found);
