import { text, type StixObject } from '../stix.js';
import { isObservableType } from './entity-types.js';
import { types } from './facts.js';
import { functionalError, inputError, platformError, type Fault } from './faults.js';
import { stixIdFault } from './ids.js';
import { variableOf } from './observables.js';
import type { Entity } from './store.js';

export type Find = (id: string) => Entity | undefined;

/** As they leave the splitter: a text in place of a list is a list of letters. */
export function idsOf(property: string, value: unknown): readonly string[] {
  if (property.endsWith('_refs')) {
    const ids: readonly unknown[] =
      typeof value === 'string' ? [...new Set(value)] : Array.isArray(value) ? value : [];
    return ids.filter((id) => typeof id === 'string');
  }
  return typeof value === 'string' && value !== '' ? [value] : [];
}

/** The other references of an observable are created after it. */
export function isOwnReference(type: string, property: string): boolean {
  return /_refs?$/.test(property) && types.get(type)?.properties.has(property) === true;
}

const authors = new Set(['Organization', 'Individual', 'Sector', 'System', 'SecurityPlatform']);

/** Removes unknown ids, as the importer does after three tries, or returns why it refuses the object. */
export function resolve(
  object: StixObject,
  property: string,
  find: Find,
): { readonly found: readonly string[] } | { readonly fault: Fault } {
  const found: string[] = [];
  for (const id of idsOf(property, object[property])) {
    if (!id.includes('--')) continue;
    const bad = stixIdFault(id);
    if (bad !== undefined) return { fault: inputError('input', '.objects', bad) };
    const entity = find(id);
    if (entity === undefined) continue;
    if (property === 'object_marking_refs' && entity.type !== 'Marking-Definition')
      return { fault: platformError('MISSING_REFERENCE_ERROR', 'Element(s) not found') };
    if (property.endsWith('created_by_ref') && !authors.has(entity.type))
      return { fault: functionalError('CreatedBy relation must be an Identity entity') };
    if (accepts(text(object, 'type') ?? '', property, entity)) found.push(id);
  }
  return { found };
}

function accepts(type: string, property: string, entity: Entity): boolean {
  if (type !== 'network-traffic' || (property !== 'src_ref' && property !== 'dst_ref')) return true;
  return isObservableType(entity.type);
}

/** `kept` is false if the relation becomes something else. */
const nested: Readonly<
  Record<
    string,
    { readonly from: readonly string[]; readonly to: readonly string[]; readonly isProperty?: boolean }
  >
> = {
  from: { from: ['Email-Message'], to: ['Email-Addr'] },
  sender: { from: ['Email-Message'], to: ['Email-Addr'] },
  to: { from: ['Email-Message'], to: ['Email-Addr'] },
  cc: { from: ['Email-Message'], to: ['Email-Addr'] },
  bcc: { from: ['Email-Message'], to: ['Email-Addr'] },
  raw_email: { from: ['Email-Message'], to: ['Artifact'] },
  body_multipart: { from: ['Email-Message'], to: ['Email-Mime-Part-Type'] },
  body_raw: { from: ['Email-Mime-Part-Type'], to: ['Artifact', 'StixFile'] },
  resolves_to: {
    from: ['Domain-Name', 'Hostname', 'IPv4-Addr', 'IPv6-Addr'],
    to: ['Domain-Name', 'Hostname', 'IPv4-Addr', 'IPv6-Addr', 'Mac-Addr'],
    isProperty: false,
  },
  belongs_to: {
    from: ['Email-Addr', 'IPv4-Addr', 'IPv6-Addr'],
    to: ['User-Account', 'Autonomous-System'],
    isProperty: true,
  },
  parent_directory: { from: ['StixFile'], to: ['Directory'] },
  contains: { from: ['StixFile', 'Directory', 'Artifact'], to: ['*'] },
  content: { from: ['StixFile'], to: ['Artifact'] },
  src_payload: { from: ['Network-Traffic'], to: ['Artifact'] },
  dst_payload: { from: ['Network-Traffic'], to: ['Artifact'] },
  encapsulates: { from: ['Network-Traffic'], to: ['Network-Traffic'] },
  encapsulated_by: { from: ['Network-Traffic'], to: ['Network-Traffic'] },
  opened_connection: { from: ['Process'], to: ['Network-Traffic'] },
  creator_user: { from: ['Process', 'Windows-Registry-Key'], to: ['User-Account'] },
  image: { from: ['Process'], to: ['StixFile'] },
  parent: { from: ['Process'], to: ['Process'] },
  child: { from: ['Process'], to: ['Process'] },
  service_dll: { from: ['Process'], to: ['StixFile'] },
};

/** Relations of an observable's other references: the first one that fails makes an error and ends it. */
export function nestedReferences(
  object: StixObject,
  from: string,
  find: Find,
): { readonly kept: ReadonlySet<string>; readonly fault?: Fault } {
  const kept = new Set<string>();
  const type = text(object, 'type') ?? '';
  for (const [property, value] of Object.entries(object)) {
    if (!/_refs?$/.test(property) || isOwnReference(type, property) || property === 'object_refs') continue;
    const name = property.replace(/_refs?$/, '');
    const ids = value === null ? [null] : idsOf(property, value);
    for (const id of ids) {
      const fault = id === null ? functionalError('MISSING_ELEMENTS') : nestedFault(name, id, from, find);
      if (fault !== undefined) return { kept, fault };
    }
    const isShown = nested[name]?.isProperty ?? true;
    if (isShown && !(name === 'belongs_to' && from === 'Email-Addr') && ids.length > 0) kept.add(property);
  }
  return { kept };
}

function nestedFault(name: string, id: string, from: string, find: Find): Fault | undefined {
  if (stixIdFault(id) !== undefined)
    return inputError('input', '.toId', 'Provided value is not a valid STIX Reference');
  const to = find(id);
  if (to === undefined) return functionalError('MISSING_ELEMENTS');
  const rule = nested[name];
  if (rule === undefined)
    return functionalError(`Only stix-ref-relationship can be added through this method, got ${name}.`);
  const isAllowed = rule.from.includes(from) && (rule.to.includes('*') || rule.to.includes(to.type));
  return isAllowed ? undefined : functionalError('The relationship is not allowed');
}

/** Windows registry values become observables of their own after the key has arrived. */
export function registryValueFault(object: StixObject): Fault | undefined {
  if (object.type !== 'windows-registry-key' || !Array.isArray(object.values)) return undefined;
  for (const value of object.values) {
    const fault = oneRegistryValueFault(value);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function oneRegistryValueFault(value: unknown): Fault | undefined {
  const fields = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const known = fields.filter(([key]) => ['name', 'data', 'data_type'].includes(key));
  const bad = known.find(([, field]) => field !== null && typeof field !== 'string');
  if (bad !== undefined)
    return inputError(
      variableOf({ id: '', type: 'windows-registry-value-type' }),
      `.${bad[0]}`,
      `String cannot represent a non string value: ${JSON.stringify(bad[1])}`,
    );
  if (known.some(([, field]) => typeof field === 'string' && field !== '')) return undefined;
  return functionalError(
    'Missing required elements for Windows-Registry-Value-Type creation (name - data - data_type)',
  );
}
