import { normalized } from '../../lib/index.js';
import type { TlpLevel } from '../conversion.js';
import { strictest } from './levels.js';

/** What a text says about TLP. */
export interface TlpText {
  /** The strictest level in the text. */
  readonly level: TlpLevel | undefined;
  /** Whether the text is a TLP and nothing else. */
  readonly isWhole: boolean;
  /** Whether the text looks like a TLP without a level that is known. */
  readonly isUnclear: boolean;
}

const nothing: TlpText = { level: undefined, isWhole: false, isUnclear: false };
const unclear: TlpText = { level: undefined, isWhole: false, isUnclear: true };

/** "TLP", or its long name, and a version. */
const label = String.raw`(?:tlp|traffic[\s_-]*light[\s_-]*protocol)(?:[^\p{L}\p{N}]{0,8}v?(?:ersion)?[^\p{L}\p{N}]{0,8}[12](?:\.0)?(?![\p{L}\p{N}]))?`;

/** The label, what separates it from the level, and the text up to the end of the word after it. */
const mention = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?<label>${label})(?<separator>[^\p{L}\p{N}]*)(?<word>[\p{L}\p{N}]*)`,
  'gu',
);

const whole = /^(?<label>(?:tlp|trafficlightprotocol)(?:v?(?:ersion)?[12]0?)?)?(?<word>[a-z]+)$/;

const words: Readonly<Record<string, TlpLevel>> = {
  white: 'clear',
  clear: 'clear',
  green: 'green',
  amber: 'amber',
  amberstrict: 'amber+strict',
  red: 'red',
};

const levelOfWord = (word: string): TlpLevel | undefined =>
  Object.hasOwn(words, word) ? words[word] : undefined;

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

const plainForm = (text: string): string =>
  isAscii(text)
    ? text.toLowerCase()
    : normalized(text)
        .toLowerCase()
        .replace(/\p{Cf}/gu, '');

/** `isTlp`: the marking is declared as TLP, so the text must be a level (docs/opencti-api.md#markings). */
export function readTlpText(text: string, isTlp: boolean): TlpText {
  const plain = plainForm(text);
  const key = plain.replace(/[^\p{L}\p{N}]+/gu, '');
  if (key === '') return nothing;
  const match = whole.exec(key);
  const level = levelOfWord(match?.groups?.word ?? '');
  if (level !== undefined)
    // The statement "Red" says more than a level, perhaps; it stays beside the TLP.
    return { level, isWhole: isTlp || match?.groups?.label !== undefined, isUnclear: false };
  return isTlp ? unclear : mentionsIn(plain);
}

/** The strictest level of a text with the protocol's name anywhere, in any order: "Traffic Light: RED". */
export function levelAnywhere(text: string): TlpLevel | undefined {
  const plain = plainForm(text);
  if (/amber[^\p{L}]{0,8}strict/u.test(plain)) return strictest(['amber+strict', ...namedIn(plain)]);
  return /tlp|traffic[^\p{L}]{0,8}light/u.test(plain) ? strictest(namedIn(plain)) : undefined;
}

const namedIn = (plain: string): TlpLevel[] =>
  (plain.replaceAll('tlp', ' ').match(/\p{L}+/gu) ?? []).flatMap((word) => levelOfWord(word) ?? []);

/** "TLP:GREEN or AMBER" is as strict as its strictest word. */
function mentionsIn(plain: string): TlpText {
  let hasLevel = false;
  const firstWord = plain.search(/[\p{L}\p{N}]/u);
  for (const { groups, index } of plain.matchAll(mention)) {
    if (levelOfWord(groups?.word ?? '') !== undefined) hasLevel = true;
    // "the TLP standard" is no TLP; "TLP:…" is one, and so is a text that begins with "TLP".
    else if (/[:=]/.test(groups?.separator ?? '') || index <= firstWord) return unclear;
  }
  if (!hasLevel) return nothing;
  const named = (plain.match(/\p{L}+/gu) ?? []).flatMap((word) => levelOfWord(word) ?? []);
  const level = strictest(named);
  // An AMBER that can be AMBER+STRICT in any spelling is that.
  const isStrict = level === 'amber' && /(?<!\p{L})str/u.test(plain);
  return { level: isStrict ? 'amber+strict' : level, isWhole: false, isUnclear: false };
}
