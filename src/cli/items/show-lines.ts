import { plainText } from '../../log/index.js';
import { digestText } from '../../stix/index.js';
import { alignColumns, cut, wrap } from '../render/columns.js';
import { loadPaint } from '../render/paint.js';
import { localTime } from '../render/time.js';
import type { ShowDocument } from '../schemas/items.js';

/** The most lines of one list; the JSON document has all of them. */
const most = 10;

/** An item for people. @param width cells of a line */
export async function showLines(
  document: ShowDocument,
  width: number,
  color: boolean,
): Promise<readonly string[]> {
  const paint = await loadPaint(color);
  const { title, type, tags = [], digest = '', page, links, state } = document;
  const facts: (readonly [string, string])[] = [
    ['id', document.id],
    ['date', localTime(Date.parse(document.date) / 1000)],
    ['state', state],
    ...(type === undefined || type === null ? [] : [['type', type] as const]),
    ...(tags.length === 0 ? [] : [['tags', tags.join(', ')] as const]),
    ...(page === undefined ? [] : [['page', page] as const]),
    ['has', Object.keys(links).join(', ')],
  ];
  const counts = Object.entries(document.types).map(([name, count]) => [String(count), name]);
  return [
    ...wrap(plainText(title ?? `indicator bundle ${document.id}`), width).map(paint.strong),
    ...alignColumns(
      facts.map(([name, value]) => [name, plainText(value)]),
      [{}, {}],
    ),
    ...section('', wrapped(digestText(digest), width)),
    ...section(
      `Delivered as ${document.objects} STIX objects:`,
      alignColumns(counts, [{ align: 'right' }, {}]).map((line) => `  ${line}`),
    ),
    ...section('Markings:', listed(document.markings, width)),
    ...section('First indicators:', listed(document.indicators, width)),
    ...section('Missing:', listed(document.missing, width)),
    ...section(
      'Changed or left out by the conversion:',
      listed(
        document.notes.map(({ message, objectId }) =>
          objectId === undefined ? message : `${message} (${objectId})`,
        ),
        width,
      ),
    ),
  ];
}

const section = (head: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', ...(head === '' ? [] : [head]), ...lines];

const wrapped = (text: string, width: number): readonly string[] =>
  text === ''
    ? []
    : text.split('\n').flatMap((line) => (line.trim() === '' ? [''] : wrap(plainText(line), width)));

function listed(texts: readonly string[], width: number): readonly string[] {
  const shown = texts.slice(0, most).map((text) => `  ${cut(plainText(text), width - 2)}`);
  return texts.length <= most ? shown : [...shown, `  … and ${texts.length - most} more (--json has all)`];
}
