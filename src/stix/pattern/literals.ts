/** Constants of a pattern (STIX 2.1 section 9.3). */
import { normalTimestamp } from '../values/timestamp.js';
import type { Literal } from './ast.js';
import type { Scanner } from './scanner.js';

/** The place of a constant, which decides what can follow it. */
export type LiteralPlace = 'value' | 'ordered value' | 'set' | 'key' | 'bracketed key' | 'time';

const number = /[+-]?(?:\d*\.\d+|0|[1-9]\d*)(?![\d.])/y;
/** In a lenient reading, `1.2.3.4` and `7zip` are values without quotation marks. */
const wholeNumber = /[+-]?(?:\d*\.\d+|0|[1-9]\d*)(?![\w.-])/y;
const hex = /^(?:[0-9A-Fa-f]{2})*$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:[A-Za-z0-9+/]|=)=)?$/;
const timestamp =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?Z$/;

/** Opening quotation mark -> the marks that close it. */
const marks: Readonly<Record<string, string>> = {
  "'": "'",
  '"': '"',
  '\u2018': '\u2019\u2018',
  '\u2019': '\u2019',
  '\u201a': '\u2018\u2019',
  '\u201c': '\u201d\u201c',
  '\u201d': '\u201d',
  '\u201e': '\u201c\u201d',
};

/** A constant; undefined if there is none with one obvious meaning. */
export function readLiteral(scanner: Scanner, place: LiteralPlace, raw = false): Literal | undefined {
  scanner.skipSpace();
  const prefix = scanner.text[scanner.at] ?? '';
  if (/[hbtHBT]/.test(prefix) && isMark(scanner, scanner.at + 1)) return readPrefixed(scanner, prefix);
  if (isMark(scanner, scanner.at)) {
    const text = readString(scanner, place, raw);
    return text === undefined ? undefined : { kind: 'string', text };
  }
  const digits = scanner.match(scanner.lenient ? wholeNumber : number);
  if (digits !== undefined) return { kind: 'number', text: digits };
  for (const text of ['true', 'false']) if (scanner.keyword(text)) return { kind: 'boolean', text };
  return scanner.lenient ? readBareValue(scanner, place) : undefined;
}

const isMark = (scanner: Scanner, at: number): boolean => {
  const mark = scanner.text[at] ?? '';
  return mark === "'" || (scanner.lenient && Object.hasOwn(marks, mark));
};

/** `raw` takes all backslashes as they are if any of them escapes nothing. */
export function readString(scanner: Scanner, place: LiteralPlace, raw = false): string | undefined {
  scanner.skipSpace();
  const start = scanner.at;
  if (!isMark(scanner, start)) return undefined;
  if (!scanner.lenient) return readStrictString(scanner);
  const mark = scanner.text[start] ?? '';
  const closing = marks[mark] ?? mark;
  for (let at = start + 1; at < scanner.text.length; at += 1) {
    const character = scanner.text[at] ?? '';
    if (!closing.includes(character)) continue;
    const end = closesHere(scanner, at, start, place);
    if (end === undefined) return undefined;
    if (!end) continue;
    const content = scanner.text.slice(start + 1, at);
    scanner.at = at + 1;
    if (mark !== "'") scanner.corrections.add('quotation marks');
    return unescaped(content, mark, scanner, raw);
  }
  return undefined;
}

function readStrictString(scanner: Scanner): string | undefined {
  const { text, at: start } = scanner;
  let escapes = false;
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === 0x27) {
      scanner.at = at + 1;
      const content = text.slice(start + 1, at);
      return escapes ? content.replace(/\\(.)/gs, '$1') : content;
    }
    if (character !== 0x5c) continue;
    at += 1;
    if (text[at] !== "'" && text[at] !== '\\') return undefined;
    escapes = true;
  }
  return undefined;
}

/** What follows a value: the end, a bracket, or an operator and another comparison. */
const afterValue =
  /[\s)]*(?:$|\]|;|(?:(?:AND|OR)(?=[\s(])|&&|\|\|)[\s(]*(?:(?:NOT\s+)?EXISTS\s+)?[\w-]+\s*:)/iy;
/** What follows a value whose quotation mark has a backslash before it. */
const afterEscapedMark =
  /[\s)]*(?:$|\][\s)]*(?:$|;|(?:AND|OR|FOLLOWEDBY)\s*[[(]|(?:START|WITHIN|REPEATS)\s)|(?:AND|OR)(?=[\s(])[\s(]*(?:(?:NOT\s+)?EXISTS\s+)?[\w-]+\s*:)/iy;
/** What follows no apostrophe inside a value: with it, the text has two meanings. */
const afterNoApostrophe =
  /\s*(?:[=<>,]|!=|(?:AND|OR|NOT|IN|LIKE|MATCHES|FOLLOWEDBY)\b)|\s+[A-Za-z][\w-]*:[A-Za-z_]/iy;
/** What precedes no apostrophe inside a value. */
const beforeNoApostrophe = /(?:[=<>,([]|\b(?:AND|OR|NOT|IN|LIKE|MATCHES|ISSUBSET|ISSUPERSET))\s?$/i;
const afterItem = /\s*[,)]/y;
const afterKey = /\s*(?:[.[=<>!\])]|$|(?:AND|OR|NOT|IN|LIKE|MATCHES|ISSUBSET|ISSUPERSET)\b)/iy;
const afterBracketedKey = /\s*\]/y;
const afterTime = /\s|[);]|$/y;

/** Whether the quotation mark ends the string, by what follows it; undefined if that is not clear. */
function closesHere(scanner: Scanner, at: number, start: number, place: LiteralPlace): boolean | undefined {
  const next = at + 1;
  switch (place) {
    case 'key':
      // A key with an apostrophe is most likely an open quotation mark.
      return scanner.looksAt(afterKey, next) || undefined;
    case 'bracketed key':
      return scanner.looksAt(afterBracketedKey, next);
    case 'time':
      return scanner.looksAt(afterTime, next);
    default: {
      let first = at;
      while (first > start + 1 && scanner.text[first - 1] === '\\') first -= 1;
      const escaped = (at - first) % 2 === 1;
      const ends = place === 'set' ? afterItem : escaped ? afterEscapedMark : afterValue;
      if (scanner.looksAt(ends, next)) return place === 'set' && escaped ? undefined : true;
      if (escaped) return false;
      const before = scanner.text.slice(Math.max(start + 1, at - 12), at);
      return beforeNoApostrophe.test(before) || scanner.looksAt(afterNoApostrophe, next) ? undefined : false;
    }
  }
}

/**
 * Undoes escapes. A backslash before another character shows that the author does not escape: a double one is
 * then one, except at the beginning (`\\server\share`) and in a regular expression (`raw`).
 */
function unescaped(content: string, mark: string, scanner: Scanner, raw: boolean): string {
  if (mark === "'" && !/['\\]/.test(content)) return content;
  let lone = false;
  let apostrophe = false;
  let text = '';
  const doubled: number[] = [];
  for (let at = 0; at < content.length; at += 1) {
    const character = content[at] ?? '';
    const next = content[at + 1];
    if (character !== '\\') {
      if (character === mark) apostrophe = true;
      text += character;
    } else if (next === '\\') {
      doubled.push(text.length);
      text += '\\';
      at += 1;
    } else if (next === mark || (next === "'" && mark === '"')) {
      text += next;
      at += 1;
    } else {
      lone = true;
      text += '\\';
    }
  }
  if (lone || apostrophe) scanner.corrections.add('escapes');
  if (!lone || doubled.length === 0) return text;
  if (!raw) return doubled[0] === 0 ? `\\${text}` : text;
  const parts: string[] = [];
  let from = 0;
  for (const at of doubled) {
    parts.push(text.slice(from, at), '\\');
    from = at;
  }
  return parts.join('') + text.slice(from);
}

const prefixed = /[hbtHBT](['"\u2018-\u201e])([^'"\u2018-\u201e]*)['"\u2018-\u201e]/y;

/** `t'…'`, `h'…'` or `b'…'`. */
function readPrefixed(scanner: Scanner, prefix: string): Literal | undefined {
  const given = scanner.match(prefixed);
  if (given === undefined) return undefined;
  const text = given.slice(2, -1);
  const exact = given.startsWith(`${prefix.toLowerCase()}'`) && given.endsWith("'");
  if (!exact && !scanner.lenient) return undefined;
  if (!exact) scanner.corrections.add('quotation marks');
  switch (prefix.toLowerCase()) {
    case 'h':
      return hex.test(text) ? { kind: 'hex', text } : undefined;
    case 'b':
      return base64.test(text) ? { kind: 'binary', text } : undefined;
    default: {
      const time = timeOf(text, scanner);
      return time === undefined ? undefined : { kind: 'timestamp', text: time };
    }
  }
}

/** Of START or STOP. */
export function readTime(scanner: Scanner): string | undefined {
  const literal = readLiteral(scanner, 'time');
  if (literal?.kind === 'timestamp') return literal.text;
  if (literal?.kind !== 'string' || !scanner.lenient) return undefined;
  scanner.corrections.add('times');
  return timeOf(literal.text, scanner);
}

function timeOf(text: string, scanner: Scanner): string | undefined {
  if (timestamp.test(text)) return text;
  if (!scanner.lenient) return undefined;
  const normal = normalTimestamp(text);
  if (normal !== undefined) scanner.corrections.add('times');
  return normal;
}

const bare = /[^\s'"\u2018-\u201e[\](),;<>]+/y;
const numeric = /^[+-]?\d*\.?\d*(?:e[+-]?\d*)?$/i;

/** A value without quotation marks: one word with nothing behind it that could belong to it. */
function readBareValue(scanner: Scanner, place: LiteralPlace): Literal | undefined {
  const text = place === 'value' || place === 'set' ? scanner.match(bare) : undefined;
  if (text === undefined || numeric.test(text) || /^(?:null|none)$/i.test(text)) return undefined;
  if (!scanner.looksAt(place === 'set' ? afterItem : afterValue, scanner.at)) return undefined;
  scanner.corrections.add('values without quotation marks');
  return { kind: 'string', text };
}
