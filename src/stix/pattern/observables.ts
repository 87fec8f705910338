/** The observables that OpenCTI creates from a pattern (docs/opencti-api.md#patterns). */
import { entityTypeName } from '../entity-type.js';
import { isObservableType } from '../ids/observable.js';
import { testsOf, type ObjectPath, type Observation } from './ast.js';
import { escaped } from './print.js';

const value = ['value'];

/** Type -> the properties whose comparisons create an observable. Not `imei` and `windows-registry-key`. */
const creating = new Map<string, readonly string[]>([
  ['artifact', ['hashes', 'payload_bin']],
  ['autonomous-system', ['number']],
  ['bank-account', ['iban']],
  ['credential', value],
  ['cryptocurrency-wallet', value],
  ['cryptographic-key', value],
  ['directory', ['path']],
  ['domain-name', value],
  ['email-addr', value],
  ['email-message', ['subject', 'body']],
  ['file', ['hashes', 'name']],
  ['hostname', value],
  ['ipv4-addr', value],
  ['ipv6-addr', value],
  ['mac-addr', value],
  ['media-content', ['url']],
  ['mutex', ['name']],
  ['payment-card', ['card_number']],
  ['persona', ['persona_name']],
  ['phone-number', value],
  ['process', ['command_line']],
  ['software', ['name']],
  ['text', value],
  ['tracking-number', value],
  ['url', value],
  ['user-account', ['user_id', 'account_login']],
  ['user-agent', value],
  ['x509-certificate', ['hashes', 'serial_number']],
]);

/** Hash names that create observables; other spellings create none. */
const creatingHashes: ReadonlySet<string> = new Set(['MD5', 'SHA-1', 'SHA-256', 'SHA-512', 'SSDEEP']);

/** Created by OpenCTI from an indicator with `x_opencti_create_observables`. */
export interface CreatedObservable {
  /** OpenCTI's name of the type: `StixFile`. */
  readonly type: string;
  /** As the platform stores it: with the escapes of the pattern, without apostrophes. */
  readonly value: string;
  /** The pattern excludes this value, and the platform creates the observable all the same. */
  readonly negated: boolean;
}

/** Only equality creates observables, negated equality included. */
export function createdObservables(pattern: Observation): readonly CreatedObservable[] {
  const created = new Map<string, CreatedObservable>();
  for (const test of testsOf(pattern)) {
    if (test.kind === 'exists' || (test.operator !== '=' && test.operator !== '!=')) continue;
    const [constant] = test.values;
    if (constant === undefined || !creates(test.path)) continue;
    const type = entityTypeName(test.path.type);
    const value = escaped(constant.text).replaceAll("'", '');
    const negated = test.negated !== (test.operator === '!=');
    const key = `${type} ${value}`;
    // A value that the pattern also excludes counts as excluded.
    if (negated || !created.has(key)) created.set(key, { type, value, negated });
  }
  return [...created.values()];
}

function creates({ type, steps }: ObjectPath): boolean {
  const [first, second] = steps;
  if (first?.kind !== 'key' || creating.get(type)?.includes(first.name) !== true) return false;
  if (first.name !== 'hashes') return steps.length === 1;
  return steps.length === 2 && second?.kind === 'key' && creatingHashes.has(second.name);
}

/** OpenCTI's name for the first observable type in the pattern. */
export function mainObservableType(pattern: Observation): string | undefined {
  const type = testsOf(pattern).find(({ path }) => isObservableType(path.type))?.path.type;
  return type === undefined ? undefined : entityTypeName(type);
}
