import { isAllowed } from './allowed.js';

/** The type to send, and whether source and target change places. */
export interface NearestType {
  readonly type: string;
  readonly reversed: boolean;
}

/** A word -> words that say nearly the same in the same direction, the nearest first. */
const nearWords: Readonly<Record<string, readonly string[]>> = {
  'attributed-to': ['authored-by', 'belongs-to', 'part-of'],
  'authored-by': ['attributed-to'],
  'based-on': ['indicates', 'derived-from'],
  'beacons-to': ['communicates-with', 'uses'],
  'belongs-to': ['part-of', 'owns'],
  'communicates-with': ['beacons-to', 'resolves-to', 'uses'],
  'consists-of': ['has'],
  compromises: ['targets'],
  contains: ['consists-of', 'has', 'drops'],
  delivers: ['drops', 'downloads', 'uses'],
  detects: ['indicates', 'should-cover'],
  downloads: ['drops', 'delivers', 'uses'],
  drops: ['downloads', 'delivers', 'uses'],
  'exfiltrates-to': ['communicates-with', 'beacons-to', 'uses'],
  exploits: ['targets', 'uses', 'has'],
  has: ['consists-of', 'uses'],
  hosts: ['consists-of', 'uses'],
  impersonates: ['targets'],
  indicates: ['based-on'],
  'located-at': ['originates-from'],
  mitigates: ['remediates'],
  'originates-from': ['located-at'],
  owns: ['uses', 'controls'],
  'part-of': ['belongs-to', 'derived-from'],
  remediates: ['mitigates'],
  targets: ['exploits', 'compromises'],
  uses: ['indicates', 'exploits', 'targets'],
  'variant-of': ['derived-from'],
};

/** Words that say the same from the other end. */
const oppositeWords: Readonly<Record<string, string>> = {
  'attributed-by': 'attributed-to',
  'detected-by': 'detects',
  'dropped-by': 'drops',
  'exploited-by': 'exploits',
  'hosted-on': 'hosts',
  'indicated-by': 'indicates',
  'mitigated-by': 'mitigates',
  'owned-by': 'owns',
  'targeted-by': 'targets',
  'used-by': 'uses',
};

const near = (word: string): readonly string[] =>
  Object.hasOwn(nearWords, word) ? (nearWords[word] ?? []) : [];

/**
 * The nearest relationship type that the platform allows between two of its entity types: the word itself, a near
 * word, the word in the other direction where only that is allowed, `related-to` at last.
 */
export function nearestType(source: string, word: string, target: string): NearestType {
  if (isAllowed(source, word, target)) return { type: word, reversed: false };
  const forward = near(word).find((type) => isAllowed(source, type, target));
  if (forward !== undefined) return { type: forward, reversed: false };
  const opposite = Object.hasOwn(oppositeWords, word) ? oppositeWords[word] : undefined;
  const backward = [opposite, word].find((type) => type !== undefined && isAllowed(target, type, source));
  return backward === undefined
    ? { type: 'related-to', reversed: false }
    : { type: backward, reversed: true };
}
