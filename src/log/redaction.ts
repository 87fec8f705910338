import { stripVTControlCharacters } from 'node:util';

import { singleLine } from '../lib/index.js';

const mask = '***';

/** A service that echoes a request can cut a secret; shorter starts are too common to remove. */
const shortestPrefix = 8;

/** Longer starts of a secret do not occur by chance. */
const longestPrefix = 64;

/** Shorter secrets would occur in ordinary words. */
const shortestWord = 3;

/** The secrets of a process, which must not appear in anything that it stores, sends or prints. */
export interface Redaction {
  /** Adds secrets that become known later, for example an access token. */
  conceal(secrets: readonly string[]): void;
  /** Removes the secrets from a text of this program. */
  redact(text: string): string;
  /** Outside text as one line without control characters and secrets, also secrets that are cut off. */
  outsideText(text: string, maxLength?: number): string;
}

/** @param secrets values that are replaced in every form: plain, URL-, form-, JSON- and base64-encoded */
export function createRedaction(secrets: readonly string[]): Redaction {
  const known = new Set<string>();
  let everywhere: readonly string[] = [];
  let words: readonly string[] = [];

  const conceal = (added: readonly string[]): void => {
    const size = known.size;
    for (const secret of added) if (secret !== '') known.add(secret);
    if (known.size === size) return;
    const forms = (wanted: (secret: string) => boolean): readonly string[] => [
      ...new Set([...known].filter(wanted).flatMap(formsOf).map(foldCase)),
    ];
    everywhere = forms(isDistinctive);
    words = forms((secret) => !isDistinctive(secret) && secret.length >= shortestWord);
  };
  conceal(secrets);

  const redact = (text: string): string => {
    if (everywhere.length === 0) return text;
    return replaceRanges(text, occurrences(foldCase(text), everywhere));
  };
  const redactOutside = (text: string): string => {
    const folded = foldCase(text);
    return replaceRanges(text, [
      ...occurrences(folded, everywhere),
      ...cutOccurrences(folded, everywhere),
      ...wholeWords(folded, words),
    ]);
  };
  return {
    conceal,
    redact,
    outsideText: (text, maxLength) => singleLine(redactOutside(withoutInvisible(text)), maxLength),
  };
}

/** Invisible characters and escape sequences can split a secret. */
const withoutInvisible = (text: string): string =>
  stripVTControlCharacters(text).replace(/(?!\s)[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]+/gu, '');

/** Whether a value differs from ordinary text: replacing a word like `demo` would show what the secret is. */
const isDistinctive = (secret: string): boolean =>
  secret.length >= 8 || (secret.length >= 4 && /[a-z]/i.test(secret) && /\d/.test(secret));

/** Without lone surrogates, which cannot be encoded. */
const wellFormed = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

function formsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    encodeURIComponent(wellFormed(secret)),
    new URLSearchParams([['', secret]]).toString().slice(1),
    json,
    JSON.stringify(json).slice(1, -1),
    ...otherJson(json),
    encodeURIComponent(encodeURIComponent(wellFormed(secret))),
    ...htmlForms(secret),
    Buffer.from(secret, 'utf8').toString('hex'),
    ...base64Forms(secret),
    ...base64Within(secret).flatMap(base64Within),
  ];
}

/** Escapes of serializers other than `JSON.stringify`: of `/`, non-ASCII characters and HTML. */
function otherJson(json: string): string[] {
  const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const ascii = json.replace(/[^\x20-\x7e]/g, escape);
  return [
    json.replaceAll('/', '\\/'),
    ascii,
    ascii.replaceAll('/', '\\/'),
    ascii.replace(/[<>&='+]/g, escape),
  ];
}

function htmlForms(secret: string): string[] {
  const named = secret
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
  return [named, named.replaceAll("'", '&#39;')];
}

/** A secret in base64, alone or inside longer text (Basic authentication): three alignments. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const within = base64Within(secret);
  const url = within.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [bytes.toString('base64'), bytes.toString('base64url'), ...within, ...url];
}

function base64Within(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The characters at the edges also hold bits of the neighbors.
    const whole = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    return whole.length < 8 ? [] : [whole];
  });
}

/** Lower case for ASCII letters only: escapes occur in both cases, and the length must not change. */
const foldCase = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

type Range = readonly [start: number, end: number];

function* indexesOf(text: string, part: string): Generator<number> {
  for (let index = text.indexOf(part); index !== -1; index = text.indexOf(part, index + 1)) yield index;
}

function occurrences(text: string, forms: readonly string[]): Range[] {
  return forms.flatMap((form) =>
    Array.from(indexesOf(text, form), (index): Range => [index, index + form.length]),
  );
}

const isWordCharacter = (character: string): boolean => /[a-z0-9]/.test(character);

/** Starts of secrets, of at least `shortestPrefix` characters, that end where the word ends. */
function cutOccurrences(text: string, forms: readonly string[]): Range[] {
  const found: Range[] = [];
  for (const form of forms) {
    for (const index of indexesOf(text, form.slice(0, shortestPrefix))) {
      let length = shortestPrefix;
      const longest = Math.min(form.length, longestPrefix);
      while (length < longest && text[index + length] === form[length]) length += 1;
      if (length === longest || !isWordCharacter(text.charAt(index + length)))
        found.push([index, index + length]);
    }
  }
  return found;
}

function wholeWords(text: string, forms: readonly string[]): Range[] {
  return occurrences(text, forms).filter(
    ([start, end]) => !isWordCharacter(text.charAt(start - 1)) && !isWordCharacter(text.charAt(end)),
  );
}

function replaceRanges(text: string, ranges: Range[]): string {
  if (ranges.length === 0) return text;
  const parts: string[] = [];
  let position = 0;
  let maskedUntil = -1;
  for (const [start, end] of ranges.sort(([a], [b]) => a - b)) {
    if (start > maskedUntil) {
      parts.push(text.slice(position, start), mask);
    }
    maskedUntil = Math.max(maskedUntil, end);
    position = maskedUntil;
  }
  return parts.join('') + text.slice(position);
}
