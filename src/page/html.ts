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

/** The value of a directive of a policy that permits exactly this script or style (CSP Level 3). */
export const hashOf = (content: string): string =>
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
