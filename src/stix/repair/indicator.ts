import { truncate } from '../../lib/index.js';
import type { AddNote, StepContext } from '../context.js';
import { entityTypeName } from '../entity-type.js';
import { isObservableType } from '../ids/observable.js';
import { textOf, type JsonObject, type MutableJsonObject } from '../json.js';
import { lacksLanguage } from '../pattern/languages.js';
import { parsePattern } from '../pattern/parser.js';
import { readPattern } from '../pattern/read.js';
import { shortenText } from './names.js';

/** Pattern language -> the observable type that its patterns match. */
const typeOfLanguage: Readonly<Record<string, string>> = {
  yara: 'StixFile',
  snort: 'Network-Traffic',
  suricata: 'Network-Traffic',
};

/** Lets OpenCTI take the whole pattern (docs/opencti-api.md#patterns), or gives it an unchecked type. */
export function repairPattern(
  object: JsonObject,
  { note, patterns }: Pick<StepContext, 'note' | 'patterns'>,
): JsonObject {
  const given = textOf(object, 'pattern');
  const language = textOf(object, 'pattern_type');
  if (object.type !== 'indicator' || given === undefined || language === undefined) return object;
  const objectId = textOf(object, 'id') ?? '';
  if (language !== 'stix') {
    if (!lacksLanguage(language, given)) return object;
    if (parsePattern(given)?.rest !== '') return withoutLanguage(object, `it is no ${language} rule`, note);
    note({
      code: 'changed-property',
      objectId,
      message: `Changed the property pattern_type from ${language} to stix: the pattern is a STIX pattern.`,
    });
    return repairPattern({ ...object, pattern_type: 'stix' }, { note, patterns });
  }
  const reading = readPattern(given);
  if (!reading.accepted) return withoutLanguage(object, reading.reason, note);
  const { text, corrections, normalizations, rest } = reading;
  patterns.remember(text, reading.pattern);
  if (text === given) return object;
  if (corrections.length > 0)
    note({
      code: 'repaired-pattern',
      objectId,
      message: `Corrected the property pattern (${corrections.join(', ')}), which was: ${truncate(given, 200)}`,
    });
  if (normalizations.length > 0)
    note({
      code: 'changed-property',
      objectId,
      message: `Changed the property pattern to the form of STIX 2.1 (${normalizations.join(', ')}).`,
    });
  if (rest !== '')
    note({
      code: 'cut-pattern',
      objectId,
      message: `Removed from the property pattern what OpenCTI cuts off, and kept it in the description: ${truncate(rest, 200)}`,
    });
  const keepsAll = rest === '' && !corrections.includes('comments');
  return { ...object, pattern: text, ...(keepsAll ? {} : { description: describedBy(object, given) }) };
}

/** With a pattern type for texts that are not in their language. */
function withoutLanguage(object: JsonObject, reason: string, note: AddNote): JsonObject {
  const given = textOf(object, 'pattern_type') ?? '';
  const sent = `${given}-invalid`;
  note({
    code: 'refused-by-platform',
    objectId: textOf(object, 'id') ?? '',
    message: `Changed the property pattern_type from ${given} to ${sent}: OpenCTI would refuse the pattern, because ${reason}: ${truncate(textOf(object, 'pattern') ?? '', 200)}`,
  });
  return { ...object, pattern_type: sent };
}

function describedBy(object: JsonObject, pattern: string): string {
  const earlier = textOf(object, 'description');
  const original = `Pattern in the source: ${pattern}`;
  return earlier === undefined ? original : `${earlier}\n\n${original}`;
}

/** Adds what OpenCTI otherwise fills with defaults (docs/opencti-api.md#import-rules); usable values stay. */
export function completeIndicator(
  object: MutableJsonObject,
  { settings, note, patterns }: StepContext,
): void {
  const objectId = textOf(object, 'id') ?? '';
  const pattern = textOf(object, 'pattern') ?? '';
  const language = textOf(object, 'pattern_type') ?? 'stix';
  const facts = language === 'stix' ? patterns.read(pattern) : undefined;
  const own = textOf(object, 'x_opencti_main_observable_type');
  const main = (own && knownType(own)) ?? (facts === undefined ? languageType(language) : facts.mainType);
  if (own !== undefined && knownType(own) === undefined)
    note({
      code: 'changed-property',
      objectId,
      message: `Changed the property x_opencti_main_observable_type to ${main ?? 'Unknown'}: OpenCTI has no observable type ${own}.`,
    });
  const creates = object.x_opencti_create_observables ?? settings.createObservables;
  const excluded = creates === true ? facts?.excluded : undefined;
  if (excluded !== undefined)
    note({
      code: 'changed-property',
      objectId,
      message: `Changed the property x_opencti_create_observables to false: OpenCTI would create the ${excluded.type} ${truncate(excluded.value, 200)}, which the pattern excludes.`,
    });
  object.name = textOf(object, 'name') ?? nameOf(pattern, facts?.value);
  object.x_opencti_score ??= settings.indicatorScore;
  object.x_opencti_main_observable_type = main;
  object.x_opencti_create_observables = excluded === undefined ? creates : false;
}

const languageType = (language: string): string | undefined =>
  Object.hasOwn(typeOfLanguage, language) ? typeOfLanguage[language] : undefined;

/** OpenCTI's spelling; `File` is an alias of StixFile (docs/opencti-api.md#properties). */
function knownType(name: string): string | undefined {
  const lower = name.trim().toLowerCase();
  if (lower === 'unknown') return 'Unknown';
  const type = lower === 'stixfile' ? 'file' : lower;
  return isObservableType(type) ? entityTypeName(type) : undefined;
}

/** The only value in the pattern, or the pattern itself. */
function nameOf(pattern: string, value: string | undefined): string {
  const text = value?.trim() ?? '';
  return shortenText(text === '' ? pattern : text, 500);
}
