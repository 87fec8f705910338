import { readFileSync } from 'node:fs';
import t from 'tap';
import { z } from 'zod';
import { fixturePath } from '../tools/paths.js';
import { importBundles, type ImportedObject, type ImportOutcome } from './opencti/import/index.js';
import { isRecord, isStixObject, texts, type StixObject } from './opencti/stix.js';
import { contextFor, idsIn, probeContext, probes, type Probe } from './opencti-probes.js';

const all = probes();
const context = probeContext();

/** Probes whose verdict the sandbox does not show, with the reason. */
const differences: Readonly<Record<string, string>> = {
  'date/malware/created/4': 'the platform stored the time of its import',
  'date/indicator/valid_until/1': 'the decay rules of the platform are not part of the sandbox',
  'date/indicator/valid_until/5': 'the decay rules of the platform are not part of the sandbox',
  'directive/files/good': 'the platform stored the place of the file in its object store',
  'number/observed-data/number_observed/0':
    'a later probe with the same dates and objects is the same entity',
  'number/observed-data/number_observed/1':
    'a later probe with the same dates and objects is the same entity',
  'pattern-type/spl/bad': 'a probe that is not published has the same pattern, and so is the same entity',
  'pattern-type/tanium-signal/good': 'a probe that is not published has the same pattern',
  'pattern-type/tanium-signal/bad': 'a probe that is not published has the same pattern',
  'value/windows-registry-key/key/1':
    'the key was looked for under its STIX name, the platform has attribute_key',
  'vocabulary/Case-Rft/takedown_types/unknown':
    'a probe that is not published has made the word in another category',
  'vocabulary/Tool/opinion-on-tool': 'a tool has no opinion: the probe could not look for it',
};

const earlier: Readonly<Record<string, string>> = {
  'name/security-coverage/2': 'name/security-coverage/0',
  'vocabulary/Organization/x_opencti_reliability/unknown': 'vocabulary/Report/x_opencti_reliability/unknown',
  'vocabulary/Individual/x_opencti_reliability/unknown': 'vocabulary/Report/x_opencti_reliability/unknown',
};

const canaries = [1, 2].map((number) => ({
  type: 'malware',
  id: `malware--00000000-0000-4000-8000-00000000000${String(number)}`,
  name: `canary ${String(number)}`,
}));

/** Probes of the `bundle` file whose work did not count the object; the other silent ones looked complete. */
const losing = new Set(
  z
    .object({ common: z.object({ lostWithoutError: z.object({ cases: z.array(z.string()) }) }) })
    .parse(JSON.parse(readFileSync(fixturePath('opencti', 'importer.json'), 'utf8'))).common.lostWithoutError
    .cases,
);

const byObjectId = new Map(
  all.flatMap(({ object }) => (isStixObject(object) ? [[object.id, object] as const] : [])),
);

function before({ id, object }: Probe): readonly StixObject[] {
  const targets = id.startsWith('operation/') ? operationTargets(object) : [];
  const named = new Set(idsIn(object));
  const left = all
    .filter((probe) => probe.id === earlier[id])
    .flatMap(({ object: one }) => (isStixObject(one) ? [one] : []));
  const others = [...named]
    .flatMap((other) => byObjectId.get(other) ?? [])
    .filter((other) => other !== object);
  const held = [...targets, ...left, ...others];
  return [...contextFor([object, ...held], context), ...held];
}

function operationTargets(object: unknown): StixObject[] {
  if (!isStixObject(object)) return [];
  return [object.id, ...texts(object, 'merge_source_ids')].map((id) => ({
    type: 'malware',
    id,
    name: id === object.id ? object.name : `target ${id}`,
    description: 'before',
  }));
}

function compare(probe: Probe): string[] {
  const [first, last] = canaries;
  const text = JSON.stringify({ type: 'bundle', objects: [first, probe.object, last] });
  const outcome = importBundles([text], before(probe));
  const arrived = canaries.map(({ id }) => outcome.stored.has(id));
  const faults = [
    ...(outcome.push === probe.push ? [] : [`push ${outcome.push}`]),
    ...(arrived.every((one) => one === (probe.push === 'accepted')) ? [] : [`canaries ${String(arrived)}`]),
  ];
  if (probe.push === 'refused') return faults;
  const found = outcome.objects.find(({ id }) => !canaries.some((canary) => canary.id === id));
  return found === undefined
    ? [...faults, 'no result']
    : [...faults, ...compareObject(probe, found, outcome)];
}

function compareObject(probe: Probe, found: ImportedObject, outcome: ImportOutcome): string[] {
  const { property, error } = probe;
  const faults: string[] = [];
  const isLost =
    property === undefined ? found.lostProperties.length > 0 : found.lostProperties.includes(property);
  const hasArrived = /^(arrived|command)/.test(found.result);
  const result = !hasArrived ? 'refused' : isLost ? 'arrived-without-property' : 'arrived';
  const isSame =
    result === probe.result || (property === undefined && hasArrived && probe.result === 'arrived');
  if (!isSame) faults.push(`${found.result}, without ${found.lostProperties.join(' ')}`);
  if ((found.error ?? null) !== error) faults.push(`error ${found.error ?? 'none'}`);
  if (probe.result === 'refused' && error === null) {
    // Only probes beside others show whether the work's number stays behind.
    const silent = losing.has(probe.id) ? 'lost' : 'dropped';
    if (found.result !== silent) faults.push(`${found.result} in place of ${silent}`);
  }
  const stored = storedValue(probe, found);
  if (probe.stored !== undefined && JSON.stringify(stored) !== JSON.stringify(probe.stored))
    faults.push(`stored ${JSON.stringify(stored)}`);
  const observables = found.observables.map((one) => one.join(' ')).sort();
  const expected = (probe.createsObservables ?? []).map((one) => one.join(' ')).sort();
  if (observables.join('\n') !== expected.join('\n')) faults.push(`creates ${observables.join(', ')}`);
  return [...faults, ...compareOutcome(probe, outcome)];
}

function storedValue(probe: Probe, { stored }: ImportedObject): unknown {
  if (stored === undefined || probe.property === undefined) return undefined;
  // The probe shows the date that the platform guessed of the reference.
  const property =
    probe.id === 'external-references/relationship-guessed-date' ? 'start_time' : probe.property;
  return stored[property];
}

function compareOutcome(probe: Probe, { stored }: ImportOutcome): string[] {
  if (probe.outcome === undefined || !isStixObject(probe.object)) return [];
  const { id, merge_source_ids: sources } = probe.object;
  const now = stored.get(id);
  const is = {
    'operation/delete': now === undefined,
    'operation/merge1':
      Array.isArray(sources) && sources.every((source) => stored.get(String(source)) === now),
    'operation/upsert': now?.description === 'before',
    'operation/revoke': now?.revoked === true,
    'operation/older': now?.description === 'after',
  }[probe.id];
  return is === true ? [] : [`${probe.outcome}: ${JSON.stringify(now)}`];
}

t.test('probes were found', (t) => {
  t.ok(all.length > 1700);
  t.ok(all.every(({ object }) => object === null || typeof object !== 'undefined'));
  t.ok(all.some(({ object }) => isRecord(object)));
  t.end();
});

t.test('every probe has the verdict of the live platform', (t) => {
  for (const probe of all) {
    const faults = compare(probe);
    if (probe.id in differences) t.not(faults.length, 0, `${probe.id} is no difference any more`);
    else if (faults.length > 0)
      t.fail(`${probe.id}: ${faults.join('; ')}`, { expected: probe.error ?? probe.result });
  }
  const unused = Object.keys(differences).filter((id) => !all.some((probe) => probe.id === id));
  t.strictSame(unused, [], 'every difference names a probe');
  t.end();
});
