import { truncate } from '../../lib/index.js';
import type { AddNote, NoteContext, StepContext } from '../context.js';
import { entityTypeName } from '../entity-type.js';
import { isObservableType } from '../ids/observable.js';
import { textOf, type JsonObject, type MutableJsonObject } from '../json.js';
import { testsOf, type Observation } from '../pattern/ast.js';
import { lacksLanguage } from '../pattern/languages.js';
import { createdObservables, mainObservableType } from '../pattern/observables.js';
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
export function repairPattern(object: JsonObject, { note }: NoteContext): JsonObject {
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
    return repairPattern({ ...object, pattern_type: 'stix' }, { note });
  }
  const reading = readPattern(given);
  if (!reading.accepted) return withoutLanguage(object, reading.reason, note);
  const { text, corrections, normalizations, rest } = reading;
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

/**
 * Adds the properties of an indicator that OpenCTI otherwise fills with defaults (docs/opencti-api.md#import-rules): the type
 * of the main observable, a score and a name. Values of the source stay if OpenCTI accepts them.
 */
export function completeIndicator(object: MutableJsonObject, { settings, note }: StepContext): void {
  const objectId = textOf(object, 'id') ?? '';
  const pattern = textOf(object, 'pattern') ?? '';
  const language = textOf(object, 'pattern_type') ?? 'stix';
  const parsed = language === 'stix' ? parsePattern(pattern)?.pattern : undefined;
  const own = textOf(object, 'x_opencti_main_observable_type');
  const main =
    (own && knownType(own)) ?? (parsed === undefined ? languageType(language) : mainObservableType(parsed));
  if (own !== undefined && knownType(own) === undefined)
    note({
      code: 'changed-property',
      objectId,
      message: `Changed the property x_opencti_main_observable_type to ${main ?? 'Unknown'}: OpenCTI has no observable type ${own}.`,
    });
  const creates = object.x_opencti_create_observables ?? settings.createObservables;
  const excluded =
    parsed !== undefined && creates === true && canExclude.test(pattern)
      ? createdObservables(parsed).find(({ negated }) => negated)
      : undefined;
  if (excluded !== undefined)
    note({
      code: 'changed-property',
      objectId,
      message: `Changed the property x_opencti_create_observables to false: OpenCTI would create the ${excluded.type} ${truncate(excluded.value, 200)}, which the pattern excludes.`,
    });
  object.name = textOf(object, 'name') ?? nameOf(pattern, parsed);
  object.x_opencti_score ??= settings.indicatorScore;
  object.x_opencti_main_observable_type = main;
  object.x_opencti_create_observables = excluded === undefined ? creates : false;
}

/** What a pattern needs to exclude a value. */
const canExclude = /!=|<>|\bNOT\b/i;

const languageType = (language: string): string | undefined =>
  Object.hasOwn(typeOfLanguage, language) ? typeOfLanguage[language] : undefined;

/** OpenCTI's spelling; `File` is an alias of StixFile (docs/opencti-api.md#properties). */
function knownType(name: string): string | undefined {
  const lower = name.trim().toLowerCase();
  if (lower === 'unknown') return 'Unknown';
  const type = lower === 'stixfile' ? 'file' : lower;
  return isObservableType(type) ? entityTypeName(type) : undefined;
}

/** The only value in the pattern, or the pattern itself if it has more or none. */
function nameOf(pattern: string, parsed: Observation | undefined): string {
  const [test, ...others] = parsed === undefined ? [] : testsOf(parsed);
  const value = test?.kind === 'test' && test.values.length === 1 ? test.values[0] : undefined;
  const text = others.length === 0 ? value?.text.trim() : undefined;
  return shortenText(text !== undefined && text !== '' ? text : pattern, 500);
}
