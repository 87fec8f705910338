import { digest, numberBelow, objectId, observableId } from './seed.js';

export type StixVersion = '2.0' | '2.1';
export type StixObject = Readonly<Record<string, unknown>>;
export interface StixBundle extends StixObject {
  readonly type: 'bundle';
  readonly id: string;
  readonly objects: readonly StixObject[];
}

/** The same parameters result in the same bytes. */
export interface Story {
  /** Bundles of two seeds share only the adversary and the malware. */
  readonly seed: string;
  readonly version: StixVersion;
  /** Unix seconds; `created` of every object. */
  readonly date: number;
  /** No reference dangles at any number. */
  readonly objects: number;
  readonly adversary: string;
  readonly malware: string;
}

/** As ThreatVision serves it. In 2.0, kinds are `labels`, and observables are part of `observed-data`. */
export function stixBundle(story: Story): StixBundle {
  const objects: StixObject[] = [];
  for (const object of tell(story)) {
    if (objects.length === story.objects) break;
    objects.push(object);
  }
  return {
    type: 'bundle',
    id: objectId('bundle', story.seed),
    ...(story.version === '2.0' ? { spec_version: '2.0' } : {}),
    objects,
  };
}

export function indicatorLines(objects: unknown): (readonly [type: string, value: string])[] {
  if (!Array.isArray(objects)) return [];
  return objects.flatMap((object: unknown) => {
    const pattern =
      typeof object === 'object' && object !== null && 'pattern' in object ? object.pattern : undefined;
    const read = /^\[([a-z0-9-]+):.+ = '(.+)'\]$/.exec(typeof pattern === 'string' ? pattern : '');
    return read?.[1] === undefined || read[2] === undefined ? [] : [[read[1], read[2]] as const];
  });
}

const known = { created: '2019-03-01T00:00:00.000Z' };

/** Every object follows those that it refers to. */
function* tell(story: Story): Generator<StixObject> {
  const { version, adversary, malware } = story;
  const old = version === '2.0';
  const group = sdo(story, 'intrusion-set', adversary, {
    ...known,
    name: adversary,
    aliases: [`${adversary} Group`],
  });
  yield group;
  const tool = sdo(story, 'malware', malware, {
    ...known,
    name: malware,
    ...(old
      ? { labels: ['remote-access-trojan'] }
      : { is_family: true, malware_types: ['remote-access-trojan'] }),
  });
  yield tool;
  yield { ...relationship(story, group, 'uses', tool), ...known };
  for (let n = 0; ; n += 1) {
    const { type, property, value, observable } = evidence(`${story.seed}/${n}`, n);
    const indicator = sdo(story, 'indicator', `${story.seed}/${n}`, {
      name: value,
      pattern: `[${type}:${property} = '${value}']`,
      valid_from: time(story.date),
      ...(old
        ? { labels: ['malicious-activity'] }
        : { pattern_type: 'stix', indicator_types: ['malicious-activity'] }),
    });
    yield indicator;
    yield relationship(story, indicator, 'indicates', tool);
    if (old) {
      yield sdo(story, 'observed-data', `${story.seed}/${n}`, {
        first_observed: time(story.date),
        last_observed: time(story.date),
        number_observed: 1,
        objects: { '0': { type, ...observable } },
      });
    } else {
      const sco = { type, spec_version: '2.1', id: observableId(type, observable), ...observable };
      yield sco;
      yield relationship(story, indicator, 'based-on', sco);
    }
  }
}

/** Reserved domains and addresses (RFC 2606, RFC 2544), which belong to no one. */
function evidence(seed: string, n: number) {
  if (n % 3 === 0) {
    const value = `${digest(seed).slice(0, 12)}.example`;
    return { type: 'domain-name', property: 'value', value, observable: { value } };
  }
  if (n % 3 === 1) {
    const value = `198.${18 + numberBelow(2, seed)}.${numberBelow(256, `${seed}c`)}.${numberBelow(256, `${seed}d`)}`;
    return { type: 'ipv4-addr', property: 'value', value, observable: { value } };
  }
  const value = digest(seed);
  return { type: 'file', property: "hashes.'SHA-256'", value, observable: { hashes: { 'SHA-256': value } } };
}

function sdo({ version, date }: Story, type: string, seed: string, properties: StixObject): StixObject {
  return {
    type,
    ...(version === '2.1' ? { spec_version: '2.1' } : {}),
    id: objectId(type, `${type}/${seed}`),
    created: time(date),
    modified: time(date),
    ...properties,
  };
}

function relationship(story: Story, source: StixObject, kind: string, target: StixObject): StixObject {
  const seed = `${String(source.id)} ${kind} ${String(target.id)}`;
  return sdo(story, 'relationship', seed, {
    relationship_type: kind,
    source_ref: source.id,
    target_ref: target.id,
  });
}

/** Always with milliseconds: STIX 2.0 part 1 section 2.9 requires three digits. */
function time(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
