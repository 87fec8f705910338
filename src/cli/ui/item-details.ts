import { plainText, pluralize } from '../../lib/index.js';
import { digestText } from '../../stix/index.js';
import type { ShowDocument } from '../documents/schemas.js';
import { noteLines } from './item-notes.js';
import { alignColumns, hangingIndent, loadPaint, wrap } from './text.js';
import { zonedTime } from './time.js';

/** The length of a list on a terminal. In a pipe and in JSON, lists are complete. */
const maxListed = 10;

/** What is known of an item before anything is downloaded. */
export type Metadata = Omit<
  ShowDocument,
  'types' | 'indicators' | 'markings' | 'objects' | 'notes' | 'missing' | 'graph'
>;

/** @param terminal its width, to which texts are wrapped; undefined in a pipe: complete lines */
export async function metadataLines(
  metadata: Metadata,
  terminal: number | undefined,
  color: boolean,
): Promise<readonly string[]> {
  const width = terminal ?? Infinity;
  const paint = await loadPaint(color);
  const { id, date, title, type, tags = [], digest = '', page, links, state } = metadata;
  const facts: (readonly [string, string])[] = [
    ['id', id],
    ['date', zonedTime(Date.parse(date) / 1000)],
    ['state', state],
    ...(type === undefined || type === null ? [] : [['type', type] as const]),
    ...(tags.length === 0 ? [] : [['tags', tags.join(', ')] as const]),
    ...(page === undefined ? [] : [['page', page] as const]),
    ['has', Object.keys(links).join(', ')],
  ];
  return [
    ...hangingIndent('', plainText(title ?? `indicator bundle ${id}`), width, 2).map(paint.strong),
    ...facts.flatMap(([name, value]) =>
      hangingIndent(name.padEnd(nameWidth), plainText(value), width, nameWidth),
    ),
    ...section('', quoted(digestText(digest), width)),
  ];
}

/** @param terminal as above */
export function contentLines(
  { objects, types, markings, indicators, missing, notes, graph }: ShowDocument,
  terminal: number | undefined,
): readonly string[] {
  const width = terminal ?? Infinity;
  const counts = Object.entries(types).map(([name, count]) => [String(count), name]);
  return [
    ...section(
      `A delivery contains ${pluralize(objects, 'STIX object')}:`,
      alignColumns(counts, [{ align: 'right' }, {}]).map((line) => `  ${line}`),
    ),
    ...section('Markings:', listed(markings, width)),
    ...section('First indicators:', listed(indicators, width)),
    ...section('Missing:', listed(missing, width)),
    ...section('Changed or left out by the conversion:', noteLines(notes, width)),
    ...(graph === undefined ? [] : section('Graph:', hangingIndent('  ', plainText(graph), Infinity, 2))),
  ];
}

const section = (head: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', ...(head === '' ? [] : [head]), ...lines];

/** Before each line of a digest, which otherwise could imitate headings and lines of the program. */
const bar = '│';

const quoted = (text: string, width: number): readonly string[] =>
  text === ''
    ? []
    : text
        .split('\n')
        .flatMap((line) => wrap(plainText(line), width - 2))
        .map((line) => `${bar} ${line}`.trimEnd());

function listed(texts: readonly string[], width: number): readonly string[] {
  const shown = width === Infinity ? texts : texts.slice(0, maxListed);
  const hidden = texts.length - shown.length;
  return [
    ...shown.flatMap((text) => hangingIndent('  ', plainText(text), width, 4)),
    ...(hidden === 0 ? [] : [`  … and ${hidden} more (--json has all)`]),
  ];
}

/** `state` and two spaces. */
const nameWidth = 7;
