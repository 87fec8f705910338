import { textOf, type JsonObject } from '../json.js';
import type { TakeNote } from '../notes.js';
import {
  isDomainName,
  isEmailAddress,
  isHostname,
  isIpv4,
  isIpv6,
  isMacAddress,
  isUrl,
  refanged,
} from './addresses.js';

const checks = new Map<string, (value: string) => boolean>([
  ['ipv4-addr', isIpv4],
  ['ipv6-addr', isIpv6],
  ['domain-name', isDomainName],
  ['hostname', isHostname],
  ['email-addr', isEmailAddress],
  ['mac-addr', isMacAddress],
  ['url', isUrl],
]);

/** Feeds mix these up; the value says which it is. */
const confused = ['ipv4-addr', 'ipv6-addr', 'domain-name'];

/**
 * An observable whose value is one of its type: brackets that make a value harmless are taken off, an address
 * filed as a domain name (or the other way round) gets its own type. Undefined where the value is none: the
 * platform would refuse it (docs/opencti-api.md#import-rules). Other types pass.
 */
export function checkedValue(object: JsonObject, note: TakeNote): JsonObject | undefined {
  const type = textOf(object, 'type') ?? '';
  const check = checks.get(type);
  const given = textOf(object, 'value');
  if (check === undefined || given === undefined) return object;
  // `hxxps:` is a scheme as good as any by its form.
  if (check(given) && !/^(?:hxxp|fxp|meow)/i.test(given)) return object;
  const objectId = textOf(object, 'id') ?? '';
  const value = type === 'url' ? refanged(given) : refanged(given).replace(/\.$/, '');
  if (check(value)) {
    note({ code: 'refanged-value', objectId, message: `The ${type} ${given} was read as ${value}.` });
    return { ...object, value };
  }
  const better = confused.includes(type)
    ? confused.find((other) => checks.get(other)?.(value) === true)
    : undefined;
  if (better !== undefined) {
    note({
      code: 'retyped-observable',
      objectId,
      message: `The ${type} ${given} is a ${better}: sent as one.`,
    });
    return { ...object, type: better, value };
  }
  note({ code: 'invalid-value', objectId, message: `Left out: ${given.slice(0, 200)} is no valid ${type}.` });
  return undefined;
}
