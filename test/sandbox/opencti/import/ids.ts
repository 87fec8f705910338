import { types } from './facts.js';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const nilUuid = '00000000-0000-0000-0000-000000000000';

/** `type--uuid` with a known type and a UUID of version 1 to 8 and the RFC variant, or nil. */
export function stixIdFault(id: unknown): string | undefined {
  const text = typeof id === 'string' ? id : JSON.stringify(id);
  const [type = '', key = '', ...rest] = text.split('--');
  const isWrong = `Provided value ${text} is not a valid STIX ID`;
  if (key === '' || rest.length > 0) return isWrong;
  if (!types.has(type) || type === 'simple-observable') return `${isWrong} (type ${type} not supported)`;
  return uuid.test(key) || key === nilUuid ? undefined : `${isWrong} (UUID not valid)`;
}

/** An id without `--` counts as known. */
export function isSupportedId(id: string): boolean {
  const [type = ''] = id.split('--');
  return !id.includes('--') || types.has(type);
}
