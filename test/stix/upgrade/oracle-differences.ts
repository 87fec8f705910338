/**
 * Reasoned differences from the OASIS STIX Elevator: each rule removes one kind from its object (`oracle`) or
 * from ours (`ours`), so that the rest is equal.
 */
import { isJsonArray, isJsonObject, textOf, type Json, type JsonObject } from '../../../src/stix/json.js';

export interface Difference {
  readonly reason: string;
  readonly oracle?: (object: JsonObject) => JsonObject;
  readonly ours?: (object: JsonObject) => JsonObject;
}

type Entries = readonly (readonly [string, Json | undefined])[];

const filterEntries = (object: JsonObject, keep: (key: string) => boolean): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => keep(key)));

function mapExtensions(object: JsonObject, map: (entries: Entries) => Entries): JsonObject {
  const { extensions, ...rest } = object;
  if (!isJsonObject(extensions)) return object;
  const mapped = map(Object.entries(extensions));
  return mapped.length === 0 ? rest : { ...rest, extensions: Object.fromEntries(mapped) };
}

const samePattern = (object: JsonObject): JsonObject => {
  const pattern = textOf(object, 'pattern');
  if (pattern === undefined) return object;
  return { ...object, pattern: pattern.replaceAll(' NOT = ', ' != ').replaceAll(/ +\)/g, ')') };
};

const incident = 'incident--1b75ee8f-44d6-819a-d729-09ab52c91fdb';

export const differences: readonly Difference[] = [
  {
    reason:
      'The Elevator knows its own custom type x-elevator-incident to be its incident of 2.1; ' +
      'to anybody else it is a custom type, and cleaning decides about those.',
    oracle: (object) => {
      if (object.source_ref === incident) return { ...object, source_ref: `x-elevator-${incident}` };
      if (object.type !== 'incident') return object;
      const extensions = isJsonObject(object.extensions) ? Object.values(object.extensions) : [];
      const { extension_type, ...properties } = extensions.find(isJsonObject) ?? {};
      const { extensions: moved, ...rest } = object;
      return extension_type !== undefined && moved !== undefined
        ? { ...rest, ...properties, type: 'x-elevator-incident', id: `x-elevator-${incident}` }
        : object;
    },
  },
  {
    reason:
      'x_elevator_* are custom properties of the Elevator, which writes them as property extensions in 2.1. ' +
      'Custom properties are valid in 2.1 and passed on. Its extension also holds the version of archive-ext, ' +
      'which 2.1 has not (STIX 2.1 section 6.7.2).',
    oracle: (object) =>
      mapExtensions(object, (entries) =>
        entries.filter(([key]) => !key.startsWith('extension-definition--')),
      ),
    ours: (object) => filterEntries(object, (key) => !key.startsWith('x_elevator_')),
  },
  {
    reason:
      'The Elevator turns its own x_elevator_confidence into confidence; STIX 2.0 has no such property.',
    oracle: (object) =>
      object.type === 'indicator' ? filterEntries(object, (key) => key !== 'confidence') : object,
  },
  {
    reason:
      'The Elevator rewrites patterns: NOT = instead of !=, which both versions allow (STIX 2.1 section 9.6), and other spaces.',
    oracle: samePattern,
    ours: samePattern,
  },
  {
    reason: 'The Elevator loses the NOT of a NOT MATCHES, which inverts the meaning.',
    oracle: (object) => {
      const pattern = textOf(object, 'pattern');
      return object.id === 'indicator--fe6cb826-5c1a-42ac-bd7d-d505e9e93e64' && pattern !== undefined
        ? { ...object, pattern: pattern.replace("name MATCHES 'cmd.exe'", "name NOT MATCHES 'cmd.exe'") }
        : object;
    },
  },
  {
    reason:
      'Header values are lists in 2.1 (STIX 2.1 section 6.12.3); the Elevator keeps strings, which the OASIS validator rejects.',
    oracle: (object) =>
      mapExtensions(object, (entries) =>
        entries.map(([name, extension]) => {
          if (name !== 'http-request-ext' || !isJsonObject(extension)) return [name, extension];
          const headers = isJsonObject(extension.request_header) ? extension.request_header : {};
          const lists = Object.entries(headers).map(([key, value]): [string, Json] => [
            key,
            isJsonArray(value) ? value : [value ?? null],
          ]);
          return [name, { ...extension, request_header: Object.fromEntries(lists) }];
        }),
      ),
  },
  {
    reason:
      'The Elevator drops the name and the arguments of a process. Together they are what 2.1 calls its command ' +
      'line (STIX 2.1 section 6.13.1), without which OpenCTI takes no process.',
    oracle: (object) =>
      object.type === 'process' && object.pid === 1700
        ? { ...object, command_line: 'VirusShare_5d8129be965fab8115eca34fc84bd7f0 --p some_file.txt' }
        : object,
  },
];
