import { text, texts, type StixObject } from '../stix.js';
import { tlpLevels, upsert } from '../upsert.js';
import { entityType } from './entity-types.js';

export interface Entity {
  readonly type: string;
  object: StixObject;
  readonly ids: Set<string>;
  readonly keys: Set<string>;
}

export type EntityStore = ReturnType<typeof entityStore>;

/** Ids are compared in lower case, as the platform stores them. */
export function entityStore() {
  const stored = new Map<string, StixObject>();
  const byId = new Map<string, Entity>();
  const byKey = new Map<string, Entity>();
  for (const id of tlpLevels) {
    const object = { id, type: 'marking-definition' };
    byId.set(id, { type: 'Marking-Definition', object, ids: new Set([id]), keys: new Set() });
  }

  const find = (id: string): Entity | undefined => byId.get(id.toLowerCase());

  function keep(entity: Entity): void {
    for (const id of entity.ids) {
      byId.set(id.toLowerCase(), entity);
      stored.set(id, entity.object);
    }
    for (const key of entity.keys) byKey.set(key, entity);
  }

  function remove(entity: Entity): void {
    for (const id of entity.ids) {
      byId.delete(id.toLowerCase());
      stored.delete(id);
    }
    for (const key of entity.keys) byKey.delete(key);
  }

  function merge(target: Entity, sources: readonly Entity[]): void {
    for (const source of sources) {
      if (source === target) continue;
      remove(source);
      for (const id of source.ids) target.ids.add(id);
      for (const key of source.keys) target.keys.add(key);
    }
    keep(target);
  }

  return {
    stored: stored as ReadonlyMap<string, StixObject>,
    find,
    keep,
    remove,
    merge,
    put(object: StixObject, keepsId: boolean): Entity {
      const type = entityType(object);
      const ids = keepsId
        ? [object.id, ...texts(object, 'x_opencti_stix_ids'), ...texts(object, 'stix_ids')]
        : [];
      const keys = entityKeys(object, type);
      const known = [...ids.map(find), ...keys.map((key) => byKey.get(key))].filter(
        (entity) => entity?.type === type,
      );
      const [target, ...others] = [...new Set(known)].filter((entity) => entity !== undefined);
      const entity: Entity = target ?? { type, object, ids: new Set(), keys: new Set() };
      if (target !== undefined) entity.object = upsert(entity.object, object);
      for (const id of ids) entity.ids.add(id);
      for (const key of keys) entity.keys.add(key);
      merge(entity, others);
      return entity;
    },
  };
}

const named = new Set([
  'Attack-Pattern',
  'Campaign',
  'Channel',
  'Course-Of-Action',
  'Data-Component',
  'Data-Source',
  'Event',
  'Individual',
  'Infrastructure',
  'Intrusion-Set',
  'Malware',
  'Narrative',
  'Organization',
  'Sector',
  'System',
  'Threat-Actor-Group',
  'Threat-Actor-Individual',
  'Tool',
  'Vulnerability',
]);

/** Names and aliases by which objects of a type are equal, in any letter case. */
function entityKeys(object: StixObject, type: string): readonly string[] {
  if (type === 'Security-Coverage') return [`${type} ${text(object, 'covered_ref') ?? ''}`];
  if (!named.has(type)) return [];
  const names = [
    text(object, 'name') ?? '',
    ...texts(object, 'aliases'),
    ...texts(object, 'x_opencti_aliases'),
  ];
  return names
    .map((name) => name.trim().toLowerCase())
    .flatMap((name) => (name === '' ? [] : [`${type} ${name}`]));
}
