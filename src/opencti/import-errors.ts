import { oneLine, parseObject, textOf } from './guards.js';
import type { WorkError } from './types.js';

const stixId = /\b[a-z0-9][a-z0-9-]*--[0-9a-zA-Z][0-9a-zA-Z-]*/;

/**
 * One member of a work's `errors` (contract page, section 6). The worker puts the JSON of the refused object, or a
 * sentence about it, into `source`; what a connector says when it closes a work has none.
 */
export function readWorkError(message: unknown, source: unknown): WorkError {
  const about = textOf(source);
  const text = readMessage(textOf(message) ?? '');
  if (about === undefined) return { about: 'run', message: text };
  const objectId = textOf(parseObject(about)?.id) ?? stixId.exec(about)?.[0];
  return { about: 'object', message: text, ...(objectId === undefined ? {} : { objectId }) };
}

/** The worker prints a Python dict, `{'name': 'FUNCTIONAL_ERROR', 'error_message': '…'}`; other texts pass as they are. */
function readMessage(text: string): string {
  const message = dictEntry(text, 'error_message');
  if (message === undefined) return oneLine(text);
  const name = dictEntry(text, 'name');
  return oneLine(name === undefined ? message : `${name}: ${message}`);
}

/** Python quotes a text with `"` where it holds a `'`, and escapes by backslash. */
function dictEntry(dict: string, key: string): string | undefined {
  const entry = new RegExp(`'${key}':\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|"((?:[^"\\\\]|\\\\.)*)")`, 's').exec(
    dict,
  );
  return (entry?.[1] ?? entry?.[2])?.replace(/\\(.)/gs, (_, escaped: string) =>
    escaped === 'n' || escaped === 't' || escaped === 'r' ? ' ' : escaped,
  );
}
