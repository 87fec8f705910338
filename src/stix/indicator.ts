import { entityTypeName } from './entity-type.js';
import { isObservableType } from './ids/index.js';
import { textOf, type JsonObject } from './json.js';
import type { TakeNote } from './notes.js';
import { cut } from './repair/names.js';
import { normalizePatternHashNames } from './values/hashes.js';

interface IndicatorSettings {
  readonly indicatorScore: number;
  readonly createObservables: boolean;
}

/** What other pattern languages look at. */
const typeOfLanguage: Readonly<Record<string, string>> = {
  yara: 'StixFile',
  snort: 'Network-Traffic',
  suricata: 'Network-Traffic',
};

/**
 * Adds what an analyst needs on the platform (docs/opencti-api.md#properties): the type of the main observable, a
 * score, a name. Values of the source are kept if the platform accepts them.
 */
export function indicatorForPlatform(
  object: JsonObject,
  settings: IndicatorSettings,
  note: TakeNote,
): JsonObject {
  if (object.type !== 'indicator') return object;
  const given = textOf(object, 'pattern') ?? '';
  const language = textOf(object, 'pattern_type') ?? 'stix';
  const pattern = language === 'stix' ? normalizePatternHashNames(given) : given;
  if (pattern !== given)
    note({
      code: 'changed-property',
      objectId: textOf(object, 'id') ?? '',
      message: 'The property pattern became one with the hash names of the STIX standard.',
    });
  const types = language === 'stix' ? observableTypes(pattern) : undefined;
  if (types?.any === false)
    note({
      code: 'suspicious-pattern',
      objectId: textOf(object, 'id') ?? '',
      message: `The platform may refuse this pattern: ${pattern.slice(0, 200)}`,
    });
  const own = textOf(object, 'x_opencti_main_observable_type');
  const main = (own && knownType(own)) ?? types?.main ?? languageType(language);
  if (own !== undefined && knownType(own) === undefined)
    note({
      code: 'changed-property',
      objectId: textOf(object, 'id') ?? '',
      message: `The property x_opencti_main_observable_type became ${main ?? 'Unknown'}: OpenCTI has no observable type ${own}.`,
    });
  return {
    ...object,
    ...(pattern === given ? {} : { pattern }),
    name: textOf(object, 'name') ?? nameOf(pattern),
    x_opencti_score: object.x_opencti_score ?? settings.indicatorScore,
    x_opencti_main_observable_type: main,
    x_opencti_create_observables: object.x_opencti_create_observables ?? settings.createObservables,
  };
}

const languageType = (language: string): string | undefined =>
  Object.hasOwn(typeOfLanguage, language) ? typeOfLanguage[language] : undefined;

/** The platform's spelling of an observable type; `File` is its importer's alias of StixFile. */
function knownType(name: string): string | undefined {
  const lower = name.trim().toLowerCase();
  if (lower === 'unknown') return 'Unknown';
  const type = lower === 'stixfile' ? 'file' : lower;
  return isObservableType(type) ? entityTypeName(type) : undefined;
}

const literals = /'(?:[^'\\]|\\.)*'/gs;
/** A literal, or an object path: its type is what is before the `:`. */
const literalOrPath = /'(?:[^'\\]|\\.)*'|[[(\s]([a-z0-9-]+):(?=[a-z_'])/gs;

interface PatternTypes {
  /** Whether the pattern has any object path. */
  readonly any: boolean;
  /** Of the first that the platform has; undefined leaves it at the platform's `Unknown`. */
  readonly main: string | undefined;
}

/** What a STIX pattern is about; nearly always its beginning tells, and published ones have kilobytes. */
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

/** The one value that the pattern is about; the pattern itself where there are more, or none. */
function nameOf(pattern: string): string {
  const values = pattern.match(literals) ?? [];
  const keys = /\.'[^']*'/.test(pattern) ? 1 : 0;
  const value = values.length - keys === 1 ? values.at(-1) : undefined;
  const text = value?.slice(1, -1).replace(/\\(.)/gs, '$1').trim();
  return cut(text !== undefined && text !== '' ? text : pattern, 500);
}
