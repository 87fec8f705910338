import { isRecord } from '../stix.js';
import { inputError, lost, missingKey, pythonError, pythonType, type Fault } from './faults.js';
import { take } from './scalars.js';

export type Nested = { readonly kept: unknown } | { readonly fault: Fault };

const fault = (reason: Fault): Nested => ({ fault: reason });
const nothing: Nested = { kept: undefined };

/** A text is read letter by letter; blank labels and repetitions are skipped. */
export function readLabels(value: unknown): Nested {
  if (!Array.isArray(value) && typeof value !== 'string')
    return fault(pythonError(`'${pythonType(value)}' object is not iterable`));
  const labels = new Map<string, string>();
  for (const label of value) {
    if (typeof label !== 'string')
      return fault(pythonError(`can only concatenate str (not "${pythonType(label)}") to str`));
    const key = label.trim().toLowerCase();
    if (key !== '' && !labels.has(key)) labels.set(key, label.trim());
  }
  return labels.size === 0 ? nothing : { kept: [...labels.values()] };
}

export function readTags(value: unknown): Nested {
  if (!Array.isArray(value)) return fault(pythonError("string indices must be integers, not 'str'"));
  for (const tag of value) {
    if (!isRecord(tag)) return fault(pythonError("string indices must be integers, not 'str'"));
    const missing = ['value', 'color'].find((key) => !Object.hasOwn(tag, key));
    if (missing !== undefined) return fault(missingKey(missing));
    if (typeof tag.value !== 'string')
      return fault(pythonError(`can only concatenate str (not "${pythonType(tag.value)}") to str`));
  }
  return value.length === 0 ? nothing : { kept: value };
}

/** Those without an identity or with wrong types are skipped; of one url the first counts. */
export function readExternalReferences(value: unknown): Nested {
  if (!Array.isArray(value)) return nothing;
  const kept = new Map<string, unknown>();
  for (const reference of value) {
    if (!isRecord(reference)) continue;
    const key = referenceKey(reference);
    if (key === undefined) continue;
    if (!isWellFormed(key)) return fault(lost);
    if (!kept.has(key)) kept.set(key, reference);
  }
  return kept.size === 0 ? nothing : { kept: [...kept.values()] };
}

function referenceKey(reference: Readonly<Record<string, unknown>>): string | undefined {
  const { source_name: source, url, external_id: external, description } = reference;
  const isGood = [url, external, description].every(
    (text) => text === undefined || text === null || typeof text === 'string',
  );
  if (!isGood || typeof source !== 'string') return undefined;
  if (typeof url === 'string' && url !== '') return url;
  return typeof external === 'string' && external !== '' ? `${source} ${external}` : undefined;
}

/** Python cannot encode a lone surrogate for the id that it computes. */
function isWellFormed(text: string): boolean {
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}

export function readKillChainPhases(value: unknown): Nested {
  if (value === null || value === undefined) return nothing;
  if (!Array.isArray(value)) return fault(lost);
  const kept = new Map<string, unknown>();
  for (const phase of value) {
    if (!isRecord(phase)) return fault(lost);
    const missing = ['phase_name', 'kill_chain_name'].find((key) => !Object.hasOwn(phase, key));
    if (missing !== undefined) return fault(missingKey(missing));
    const { kill_chain_name: chain, phase_name: name, x_opencti_order: order } = phase;
    if (typeof chain !== 'string')
      return fault(pythonError(`unsupported operand type(s) for +: '${pythonType(chain)}' and 'str'`));
    if (typeof name !== 'string')
      return fault(pythonError(`can only concatenate str (not "${pythonType(name)}") to str`));
    if (!isWellFormed(chain) || !isWellFormed(name)) return fault(lost);
    for (const [field, text] of [['kill_chain_name', chain] as const, ['phase_name', name] as const]) {
      if (text !== '' && text.trim() === '')
        return fault(inputError('input', `.${field}`, 'Value must not be blank'));
    }
    const taken = order === undefined ? { value: 0 } : take('Int32', order);
    if (!('value' in taken)) return fault(inputError('input', '.x_opencti_order', taken.message));
    kept.set(`${chain} ${name}`, phase);
  }
  return kept.size === 0 ? nothing : { kept: [...kept.values()] };
}

export function readFiles(value: unknown): Nested {
  if (!Array.isArray(value) && typeof value !== 'string' && !isRecord(value))
    return fault(pythonError(`'${pythonType(value)}' object is not iterable`));
  const kept: unknown[] = [];
  for (const file of Array.isArray(value) ? value : []) {
    if (!isRecord(file) || !Object.hasOwn(file, 'data')) continue;
    if (!Object.hasOwn(file, 'name')) return fault(missingKey('name'));
    if (typeof file.data !== 'string')
      return fault(pythonError('argument should be a bytes-like object or ASCII string'));
    if (file.data.replace(/[^A-Za-z0-9+/]/g, '').length % 4 !== 0 && !file.data.endsWith('='))
      return fault(pythonError('Incorrect padding'));
    kept.push(file);
  }
  return kept.length === 0 ? nothing : { kept };
}

const algorithms = [
  'MD5',
  'SHA-1',
  'SHA-256',
  'SHA-512',
  'SHA3-256',
  'SHA3-512',
  'SSDEEP',
  'SDHASH',
  'TLSH',
  'LZJD',
];

/** In the platform's spelling; unknown algorithms and empty values are dropped. */
export function readHashes(value: unknown, variable: string): Nested {
  if (!isRecord(value)) return fault(pythonError(`'${pythonType(value)}' object has no attribute 'items'`));
  const kept: Record<string, string> = {};
  for (const [index, [algorithm, hash]] of Object.entries(value).entries()) {
    if (typeof hash !== 'string') {
      const taken = take('String', hash);
      const message = 'value' in taken ? '' : taken.message;
      return fault(inputError(variable, `.hashes[${String(index)}].hash`, message));
    }
    const known = algorithms.find((name) => name === algorithm.toUpperCase());
    if (known !== undefined && hash.trim() !== '') kept[known] = hash.trim();
  }
  return Object.keys(kept).length === 0 ? nothing : { kept };
}
