import { isRecord } from './opencti/stix.js';

/** Compared by value, because a connector depends on it. */
const decisive = new Set([
  'code',
  'name of error',
  'http_status',
  'genre',
  'status',
  'connector_state',
  'completed_number',
  'import_expected_number',
  'import_processed_number',
  'messages_number',
  'messages_size',
  'line',
  'column',
  'version',
]);

/** Differences in keys, types, nulls, list lengths or compared values, each as a sentence with its path. */
export function differences(recorded: unknown, actual: unknown, path = '$'): string[] {
  if (kind(recorded) !== kind(actual)) return [`${path}: ${show(actual)} instead of ${show(recorded)}`];
  if (Array.isArray(recorded) && Array.isArray(actual)) {
    return recorded.length === actual.length
      ? recorded.flatMap((member, index) => differences(member, actual[index], `${path}[${index}]`))
      : [`${path}: ${actual.length} members instead of ${recorded.length}`];
  }
  if (isRecord(recorded) && isRecord(actual)) {
    const keys = new Set([...Object.keys(recorded), ...Object.keys(actual)]);
    return [...keys].flatMap((key) => differences(recorded[key], actual[key], `${path}.${key}`));
  }
  const key = /\.errors\[\d+\]\.name$/.test(path) ? 'name of error' : path.slice(path.lastIndexOf('.') + 1);
  return decisive.has(key) && recorded !== actual
    ? [`${path}: ${show(actual)} instead of ${show(recorded)}`]
    : [];
}

function kind(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 120);
}
