import { truncate } from '../../lib/index.js';
import type { StepContext } from '../context.js';
import { entityTypeName } from '../entity-type.js';
import { isObservableType } from '../ids/observable.js';
import { textOf, type JsonObject } from '../json.js';
import { normalizePatternHashNames } from '../values/hashes.js';
import { shortenText } from './names.js';

/** Pattern language -> the observable type that its patterns match. */
const typeOfLanguage: Readonly<Record<string, string>> = {
  yara: 'StixFile',
  snort: 'Network-Traffic',
  suricata: 'Network-Traffic',
};

/**
 * Adds the properties of an indicator that OpenCTI otherwise fills with defaults (docs/opencti-api.md#import-rules): the type
 * of the main observable, a score and a name. Values of the source stay if OpenCTI accepts them.
 */
export function completeIndicator(object: JsonObject, { settings, note }: StepContext): JsonObject {
  if (object.type !== 'indicator') return object;
  const objectId = textOf(object, 'id') ?? '';
  const given = textOf(object, 'pattern') ?? '';
  const language = textOf(object, 'pattern_type') ?? 'stix';
  const pattern = language === 'stix' ? normalizePatternHashNames(given) : given;
  if (pattern !== given)
    note({
      code: 'changed-property',
      objectId,
      message: 'Changed the property pattern to the hash names of STIX 2.1.',
    });
  const types = language === 'stix' ? observableTypes(pattern) : undefined;
  if (types?.any === false)
    note({
      code: 'suspicious-pattern',
      objectId,
      message: `OpenCTI can refuse this pattern, which has no object path: ${truncate(pattern, 200)}`,
    });
  const own = textOf(object, 'x_opencti_main_observable_type');
  const main = (own && knownType(own)) ?? types?.main ?? languageType(language);
  if (own !== undefined && knownType(own) === undefined)
    note({
      code: 'changed-property',
      objectId,
      message: `Changed the property x_opencti_main_observable_type to ${main ?? 'Unknown'}: OpenCTI has no observable type ${own}.`,
    });
  return {
    ...object,
    pattern,
    name: textOf(object, 'name') ?? nameOf(pattern),
    x_opencti_score: object.x_opencti_score ?? settings.indicatorScore,
    x_opencti_main_observable_type: main,
    x_opencti_create_observables: object.x_opencti_create_observables ?? settings.createObservables,
  };
}

const languageType = (language: string): string | undefined =>
  Object.hasOwn(typeOfLanguage, language) ? typeOfLanguage[language] : undefined;

/** Returns OpenCTI's spelling of an observable type; `File` is an alias of StixFile (docs/opencti-api.md#properties). */
function knownType(name: string): string | undefined {
  const lower = name.trim().toLowerCase();
  if (lower === 'unknown') return 'Unknown';
  const type = lower === 'stixfile' ? 'file' : lower;
  return isObservableType(type) ? entityTypeName(type) : undefined;
}

const literals = /'(?:[^'\\]|\\.)*'/gs;
/** A literal, or an object path with the type before its `:` (STIX 2.1 section 9.7). */
const literalOrPath = /'(?:[^'\\]|\\.)*'|[[(\s]([a-z0-9-]+):(?=[a-z_'])/gs;

interface PatternTypes {
  /** Whether the pattern has any object path. */
  readonly any: boolean;
  /** The first observable type that OpenCTI has; without one, it uses `Unknown`. */
  readonly main: string | undefined;
}

/** Returns the observable types of a STIX pattern. The first path is nearly always enough, and patterns can be long. */
function observableTypes(pattern: string): PatternTypes {
  const first = /^[[(\s]*\[\s*([a-z0-9-]+):[a-z_']/.exec(pattern)?.[1];
  if (first !== undefined && isObservableType(first)) return { any: true, main: entityTypeName(first) };
  let any = false;
  for (const [, type] of pattern.matchAll(literalOrPath)) {
    if (type === undefined) continue;
    any = true;
    if (isObservableType(type)) return { any, main: entityTypeName(type) };
  }
  return { any, main: undefined };
}

/** Returns the only value in the pattern, or the pattern itself if it has more or none. */
function nameOf(pattern: string): string {
  const values = pattern.match(literals) ?? [];
  const keys = /\.'[^']*'/.test(pattern) ? 1 : 0;
  const value = values.length - keys === 1 ? values.at(-1) : undefined;
  const text = value?.slice(1, -1).replace(/\\(.)/gs, '$1').trim();
  return shortenText(text !== undefined && text !== '' ? text : pattern, 500);
}
