import { normalized } from '../../lib/index.js';
import type { TlpLevel } from '../conversion.js';
import { isJsonObject, textOf, type Json, type JsonObject } from '../json.js';
import { strictest } from './levels.js';
import { knownTlp } from './tlp.js';
import { levelAnywhere, readTlpText } from './tlp-text.js';

/** What a marking-definition means for the objects that it marks. */
export interface MarkingMeaning {
  /** Undefined for a marking without a TLP. */
  readonly level: TlpLevel | undefined;
  /** Whether the marking is a TLP and nothing else. */
  readonly isTlp: boolean;
  /** Text that looks like a TLP and is not understood: the level is red. */
  readonly unclear: string | undefined;
  /** The id is that of a TLP, and the content says something else. */
  readonly isRedefined?: true | undefined;
}

const tlp2Extension = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';

/** Reads TLP 1 (STIX 2.1 section 7.2.1.4), TLP 2, OpenCTI's form or a text; the strictest counts. */
export function markingMeaning(marking: JsonObject): MarkingMeaning {
  const declared = declaredLevels(marking);
  const meaning = declared === undefined ? meaningOfContent(marking) : declaredMeaning(declared, marking);
  const known = knownTlp.get((textOf(marking, 'id') ?? '').toLowerCase());
  if (known === undefined) return meaning;
  // The id says what the platform has stored under it.
  const level = meaning.unclear === undefined ? (strictest([known, meaning.level ?? known]) ?? known) : known;
  return { level, isTlp: true, unclear: undefined, isRedefined: meaning.level === known ? undefined : true };
}

function declaredMeaning(declared: readonly Json[], marking: JsonObject): MarkingMeaning {
  const read = declared.map((value) => ({
    value,
    ...(typeof value === 'string' ? readTlpText(value, true) : { level: undefined, isUnclear: true }),
  }));
  const unclear = read.find(({ isUnclear }) => isUnclear);
  // The name decides only if nothing else does.
  const level =
    strictest(read.flatMap((one) => one.level ?? [])) ??
    readTlpText(textOf(marking, 'name') ?? '', true).level;
  if (unclear === undefined && level !== undefined) return { level, isTlp: true, unclear: undefined };
  return { level: 'red', isTlp: true, unclear: describe(unclear?.value ?? marking.name) };
}

/** Values that should be levels; undefined for a marking that does not declare itself as TLP. */
function declaredLevels(marking: JsonObject): readonly Json[] | undefined {
  const { definition, extensions, x_opencti_definition: openctiText, name } = marking;
  const extension = isJsonObject(extensions) ? extensions[tlp2Extension] : undefined;
  const isTyped = isTlpWord(marking.definition_type);
  const isTypedByOpencti = isTlpWord(marking.x_opencti_definition_type);
  const inDefinition = isJsonObject(definition)
    ? Object.entries(definition).filter(([key]) => isTyped || isTlpWord(key))
    : [];
  if (extension === undefined && !isTyped && !isTypedByOpencti && inDefinition.length === 0) return undefined;
  const values = [
    isJsonObject(extension) ? extension.tlp_2_0 : extension,
    ...inDefinition.map(([, value]) => value),
    isTyped && !isJsonObject(definition) ? definition : undefined,
    isTyped || isTypedByOpencti ? openctiText : undefined,
    // A name such as "Distribution" says nothing about the level.
    typeof name === 'string' && isTlpLike(name) ? name : undefined,
  ];
  return values.filter((value) => value !== undefined);
}

function isTlpWord(value: Json | undefined): boolean {
  return typeof value === 'string' && /^\W*(?:tlp|traffic\W*light)/i.test(normalized(value));
}

function isTlpLike(text: string): boolean {
  const { level, isUnclear } = readTlpText(text, false);
  return level !== undefined || isUnclear;
}

function textsOfMarking(marking: JsonObject): readonly string[] {
  const { definition } = marking;
  const values = [
    ...(isJsonObject(definition) ? Object.values(definition) : [definition]),
    marking.name,
    marking.x_opencti_definition,
  ];
  return values.filter((value): value is string => typeof value === 'string' && value.trim() !== '');
}

/** Fails closed: an unknown form can have a level in any other property, as a list or in an extension. */
function meaningOfContent(marking: JsonObject): MarkingMeaning {
  const texts = textsOfMarking(marking);
  const meaning = meaningOfTexts(texts);
  if (meaning.level !== undefined || meaning.unclear !== undefined) return meaning;
  const content = { ...marking, object_marking_refs: undefined, granular_markings: undefined };
  const level = levelAnywhere(JSON.stringify(content));
  if (level !== undefined) return { level, isTlp: false, unclear: undefined };
  // It restricts something, and does not say how.
  return texts.length === 0 ? { level: 'red', isTlp: true, unclear: '' } : meaning;
}

function meaningOfTexts(texts: readonly string[]): MarkingMeaning {
  const read = texts.map((text) => ({ text, ...readTlpText(text, false) }));
  const unclear = read.find(({ isUnclear }) => isUnclear);
  if (unclear !== undefined) return { level: 'red', isTlp: false, unclear: describe(unclear.text) };
  const level = strictest(read.flatMap((one) => one.level ?? []));
  return { level, isTlp: level !== undefined && read.every(({ isWhole }) => isWhole), unclear: undefined };
}

function describe(value: Json | undefined): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** Of two markings with the same id, the strictest counts. */
export function joinMeanings(one: MarkingMeaning, other: MarkingMeaning): MarkingMeaning {
  const unclear = [one.unclear, other.unclear].filter((text) => text !== undefined).sort();
  return {
    level: strictest([one.level, other.level].filter((level) => level !== undefined)),
    isTlp: one.isTlp && other.isTlp,
    unclear: unclear[0],
    isRedefined: one.isRedefined ?? other.isRedefined,
  };
}
