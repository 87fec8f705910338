import { pluralize } from '../../lib/index.js';
import type { StepContext } from '../context.js';
import { tlpIds } from '../ids/standard.js';
import { typeOfId } from '../ids/uuid.js';
import { isJsonArray, isJsonObject, textOf, textsOf, type Json, type JsonObject } from '../json.js';
import { propertiesOf } from '../importer/known-properties.js';
import { joinMeanings, markingMeaning, type MarkingMeaning } from './meaning.js';
import { strayMarkings, tlpLabels } from './stray.js';
import { readTlpText } from './tlp-text.js';

type Meanings = ReadonlyMap<string, MarkingMeaning>;

/**
 * Replaces TLPs by OpenCTI's five, before a step can remove one; an unreadable marking means TLP:RED
 * (docs/opencti-api.md#markings). `setMarkings` decides on markings that the source does not contain.
 */
export function readMarkings(objects: readonly JsonObject[], context: StepContext): readonly JsonObject[] {
  const meanings = new Map<string, MarkingMeaning>();
  for (const object of objects) {
    if (object.type !== 'marking-definition') continue;
    const id = textOf(object, 'id') ?? '';
    const meaning = markingMeaning(object);
    const known = meanings.get(id);
    meanings.set(id, known === undefined ? meaning : joinMeanings(known, meaning));
  }
  for (const [id, meaning] of meanings) noteMeaning(id, meaning, context);
  const common = commonRefs(context.bundles.flatMap((bundle) => refsOfBundle(bundle, meanings)));
  const read: JsonObject[] = [];
  for (const object of objects) {
    if (object.type !== 'marking-definition') read.push(withReadMarkings(object, common, meanings, context));
    else if (meanings.get(textOf(object, 'id') ?? '')?.isTlp !== true) read.push(object);
  }
  return read;
}

function noteMeaning(objectId: string, meaning: MarkingMeaning, { note }: StepContext): void {
  const { level, isTlp, unclear, isRedefined } = meaning;
  if (unclear !== undefined)
    note({
      code: 'unknown-marking',
      objectId,
      message:
        unclear === ''
          ? 'Replaced by TLP:RED: the marking has no text.'
          : `Replaced by TLP:RED: ${JSON.stringify(unclear)} looks like a TLP, but is no level that OpenCTI has.`,
    });
  else if (isTlp && level !== undefined && (tlpIds[level] !== objectId || isRedefined))
    note({
      code: 'replaced-marking',
      objectId,
      message: `Replaced by OpenCTI's marking TLP:${level.toUpperCase()}.`,
    });
}

/** What the markings of a bundle mean for each object in it. */
function refsOfBundle(bundle: JsonObject, meanings: Meanings): readonly Ref[] {
  const { object_marking_refs: given, granular_markings: granular } = bundle;
  return [
    ...refsIn(given, meanings),
    ...entriesOf(granular).flatMap((entry) => refsOfGranular(entry, meanings)),
    ...strayRefs(bundle, meanings),
  ];
}

/** Each object gets them, so that many would multiply the size of the item: more count as unreadable. */
const mostCommonRefs = 8;

function commonRefs(refs: readonly Ref[]): readonly Ref[] {
  const distinct = [...new Set(refs)];
  return distinct.length > mostCommonRefs ? [undefined] : distinct;
}

function strayRefs(part: JsonObject, meanings: Meanings): readonly Ref[] {
  const refs = strayMarkings(part).flatMap((value) => refsOfItem(value, meanings));
  const { labels } = part;
  if (labels === undefined) return refs;
  return [...refs, ...tlpLabels(textsOf(part, 'labels')).map(refOfLabel)];
}

function refOfLabel(label: string): Ref {
  const { level } = readTlpText(label, false);
  return level && tlpIds[level];
}

function withReadMarkings(
  object: JsonObject,
  common: readonly Ref[],
  meanings: Meanings,
  context: StepContext,
): JsonObject {
  const objectId = textOf(object, 'id') ?? '';
  const own = markedPart(object, objectId, common, meanings, context);
  // STIX 2.0 embeds observables, which can have markings (STIX 2.1 section 4.14).
  if (own.type !== 'observed-data' || !isJsonObject(own.objects)) return own;
  const embedded = Object.entries(own.objects).map(([key, value]): [string, Json | undefined] => [
    key,
    isJsonObject(value) ? markedPart(value, objectId, [], meanings, context) : value,
  ]);
  return { ...own, objects: Object.fromEntries(embedded) };
}

/** Of an object or an embedded object. */
function markedPart(
  part: JsonObject,
  objectId: string,
  common: readonly Ref[],
  meanings: Meanings,
  context: StepContext,
): JsonObject {
  const { object_marking_refs: given, granular_markings: granular } = part;
  const stray = strayRefs(part, meanings);
  if (given === undefined && granular === undefined && stray.length + common.length === 0) return part;
  if (stray.length > 0)
    context.note({
      code: 'dropped-marking',
      objectId,
      message: `Applied ${pluralize(stray.length, 'marking')} of other properties or labels to the whole object.`,
    });
  const refs = [...refsIn(given, meanings), ...stray, ...common];
  const entries = entriesOf(granular).map((entry) => granularMarking(entry, meanings));
  const lost = entries.flatMap(({ moved }) => moved);
  const unread = [...refs, ...lost].filter((ref) => ref === undefined).length;
  if (unread > 0)
    context.note({
      code: 'unknown-marking',
      objectId,
      message: `Marked TLP:RED: ${pluralize(unread, 'marking')} of the object cannot be read.`,
    });
  if (lost.length > 0)
    context.note({
      code: 'dropped-marking',
      objectId,
      message: `Applied ${pluralize(lost.length, 'marking')} of granular_markings to the whole object.`,
    });
  const all = [...new Set([...refs, ...lost].map((ref) => ref ?? tlpIds.red))];
  const kept = entries.map((entry) => entry.kept).filter((entry) => entry !== undefined);
  // An empty list stays: `keepKnownProperties` reports it.
  const hasGranular = kept.length > 0 || (granular !== undefined && lost.length === 0);
  return {
    ...part,
    object_marking_refs: all.length > 0 ? all : given,
    granular_markings: hasGranular ? kept : undefined,
  };
}

/** Undefined for a value that restricts the object in an unknown way. */
type Ref = string | undefined;

/** Of one list or text: more count as unreadable. */
const mostMarkings = 1000;

function entriesOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  if (!isJsonArray(value)) return [value];
  return value.length > mostMarkings ? unreadable : value;
}

const unreadable: readonly Json[] = [null];

function refsIn(value: Json | undefined, meanings: Meanings): readonly Ref[] {
  return entriesOf(value).flatMap((item) => refsOfItem(item, meanings));
}

function refsOfItem(item: Json, meanings: Meanings): readonly Ref[] {
  if (isJsonArray(item)) return refsIn(item, meanings);
  if (isJsonObject(item)) {
    const id = textOf(item, 'id');
    if (id !== undefined && meanings.has(id)) return refsOfItem(id, meanings);
    const { level, unclear } = markingMeaning(item);
    if (unclear === '' && id !== undefined) return refsOfItem(id, meanings);
    if (unclear !== undefined) return [undefined];
    return [level === undefined ? id : tlpIds[level]];
  }
  if (typeof item !== 'string') return [undefined];
  const text = item.trim();
  if (text === '') return [];
  const meaning = meanings.get(text);
  if (meaning !== undefined) return refsOfMeaning(text, meaning);
  if (/^marking-definition--\S+$/i.test(text)) return [text.toLowerCase()];
  // The id of an object that cannot be a marking restricts nothing: `keepKnownProperties` removes it.
  if (propertiesOf(typeOfId(text)) !== undefined) return [text];
  const { level } = readTlpText(text, true);
  if (level !== undefined) return [tlpIds[level]];
  const several = text.split(/[\s,;|]+/, mostMarkings + 1);
  return several.length > 1 && several.length <= mostMarkings
    ? several.flatMap((one) => refsOfItem(one, meanings))
    : [undefined];
}

function refsOfMeaning(id: string, { level, isTlp }: MarkingMeaning): readonly Ref[] {
  if (level === undefined) return [id];
  return isTlp ? [tlpIds[level]] : [tlpIds[level], id];
}

interface GranularMarking {
  /** The entry with its marking replaced, if it can be read. */
  readonly kept?: JsonObject;
  /** Otherwise its markings, which then apply to the whole object. */
  readonly moved: readonly Ref[];
}

/** With the markings under other names; without any, the entry restricts something in an unknown way. */
function refsOfGranular(entry: Json, meanings: Meanings): readonly Ref[] {
  if (!isJsonObject(entry)) return [undefined];
  const refs = [...refsIn(entry.marking_ref, meanings), ...strayRefs(withoutMarking(entry), meanings)];
  return refs.length > 0 || textOf(entry, 'lang') !== undefined ? refs : [undefined];
}

const withoutMarking = (entry: JsonObject): JsonObject => ({ ...entry, marking_ref: undefined });

function granularMarking(entry: Json, meanings: Meanings): GranularMarking {
  if (!isJsonObject(entry)) return { moved: [undefined] };
  const { marking_ref: given, ...rest } = entry;
  const refs = refsOfGranular(entry, meanings);
  // STIX 2.1 section 7.2.3: without a marking, it declares a language.
  if (given === undefined && refs.length === 0 && textOf(entry, 'lang') !== undefined)
    return { kept: entry, moved: [] };
  const [only] = refs;
  const isReadable = given !== undefined && textsOf(entry, 'selectors').length > 0 && refs.length === 1;
  return isReadable && only !== undefined
    ? { kept: { ...rest, marking_ref: only }, moved: [] }
    : { moved: refs };
}
