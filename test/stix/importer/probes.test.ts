/** Probes through the conversion and the sandbox's importer: nothing is lost without a note. */
import t from 'tap';

import { convert } from '../../../src/stix/index.js';
import { directives } from '../../../src/stix/importer/limits.js';
import { words } from '../../../src/stix/importer/rows.js';
import { isJsonArray, textOf, type Json, type JsonObject } from '../../../src/stix/json.js';
import { normalTimestamp } from '../../../src/stix/values/timestamp.js';
import { importBundles } from '../../sandbox/opencti/import/index.js';
import { contextFor, probeContext, probes, type Probe } from '../../sandbox/opencti-probes.js';
import { objectsOf, settings } from '../convert/convert-source.js';
import { notTaken } from './not-taken.js';

interface Difference {
  readonly probes: RegExp;
  /** `the object` is not sent at all. */
  readonly properties: readonly string[];
  readonly reason: string;
}

/** What the platform takes, and the conversion changes or does not send. */
const differences: readonly Difference[] = [
  {
    probes: /^(?:directive|operation|full|id|bundle|indicator|observable|external-references)\//,
    properties: [...words(directives), 'merge_source_ids', 'merge_target_id'],
    reason: 'a feed does not command the platform (docs/opencti-api.md#directives)',
  },
  {
    probes: /^(?:full|label)\/(?:label|no-hash-colour|vocabulary|external-reference|kill-chain-phase)$/,
    properties: ['the object'],
    reason: 'it configures the platform (docs/opencti-api.md#limits-of-the-importer)',
  },
  {
    probes: /^order\//,
    properties: ['analysis_ended', 'end', 'last_seen', 'stop_time'],
    reason: 'an end before its beginning (STIX 2.1 sections 4.2, 4.11, 5.1 and 6.12)',
  },
  {
    probes: /^full\/network-traffic$/,
    properties: ['is_active'],
    reason: 'traffic that has ended is not active (STIX 2.1 section 6.12)',
  },
  {
    probes: /^(?:name|value)\/(?:.+\/)?[123]$|^name\/note-content/,
    properties: ['the object', 'name'],
    reason: 'a blank name or text identifies nothing',
  },
  {
    probes: /^(?:external-references|bundle\/external-references)/,
    properties: ['external_references'],
    reason: 'the platform skips references without a URL or an id, too; it needs a source name',
  },
  {
    probes: /^(?:missing-ref|bundle\/refs-|container\/report)/,
    properties: ['object_refs', 'resolves_to_refs', 'src_ref', 'x_mitre_data_source_ref'],
    reason: 'a reference to what is not in the bundle costs the platform several attempts, and is lost',
  },
  {
    probes: /^refs\/(?:ipv4-addr\/unknown|email-message)/,
    properties: ['acpt_ref', 'body_multipart', 'from_ref', 'raw_email_ref'],
    reason: 'the platform reports an error after the arrival; is_multipart is false (STIX 2.1 section 6.6)',
  },
  {
    probes: /^(?:full|marking-definition|number\/marking-definition)\//,
    properties: ['the object', 'definition', 'definition_type', 'x_opencti_color', 'x_opencti_order'],
    reason:
      'a TLP is replaced by the marking of the platform, and others have one form (docs/opencti-api.md#markings)',
  },
  {
    probes: /^sighting\/(?:two-where|x_opencti_refs)/,
    properties: [
      'sighting_of_ref',
      'where_sighted_refs',
      'x_opencti_sighting_of_ref',
      'x_opencti_where_sighted_refs',
    ],
    reason: 'one sighting per place (docs/opencti-api.md#sightings)',
  },
  {
    probes: /^container\/observed-data\/objects-dict/,
    properties: ['object_refs', 'objects'],
    reason: 'embedded objects become objects (STIX 2.1 section 4.14)',
  },
  {
    probes:
      /^(?:container\/grouping\/context-empty|pattern-type\/value\/3|value\/identity\/identity_class\/9)$/,
    properties: ['context', 'identity_class', 'pattern_type'],
    reason:
      'a blank word is replaced by the one that the platform needs, and a number by the class that it means',
  },
  {
    probes: /^hashes\/(?:x509-certificate\/short MD5|file\/empty value)$/,
    properties: ['the object', 'hashes'],
    reason: 'no hash of its algorithm (STIX 2.1 section 2.7)',
  },
  {
    probes: /^(?:kill-chain\/empty-name|value\/malware\/aliases\/2|labels\/3)$/,
    properties: ['aliases', 'kill_chain_phases', 'labels'],
    reason: 'a blank text says nothing',
  },
  {
    probes: /^directive\/created_by_ref\/(?:ext|x_opencti)$/,
    properties: ['extensions', 'x_opencti_created_by_ref'],
    reason: 'the connector is the author (docs/opencti-api.md#properties)',
  },
  {
    probes: /^number\/malware\/confidence\/3$/,
    properties: ['confidence'],
    reason: 'the platform, too, uses the nearest number from 0 to 100',
  },
  {
    probes: /^bundle\/nested-deep$/,
    properties: ['x_acpt'],
    reason: 'no data is nested that deeply',
  },
  {
    probes: /^requires\/windows-registry-key\//,
    properties: ['values'],
    reason: 'a value needs a content, and its data is a text (STIX 2.1 section 6.17.2)',
  },
  {
    probes: /^value\/url\/value\/3$/,
    properties: ['value'],
    reason: 'a URL is sent without the notation that prevents readers from clicking it',
  },
  {
    probes: /^relationship\/from-marking$/,
    properties: ['the object'],
    reason: 'the markings of the platform are not the content of a feed',
  },
  {
    probes: /^(?:pattern|creates)\//,
    properties: ['pattern', 'x_opencti_create_observables'],
    reason:
      'a pattern is sent in its normal form, and creates only what it matches (docs/opencti-api.md#patterns)',
  },
  {
    probes: /^main-observable-type\/2$/,
    properties: ['x_opencti_main_observable_type'],
    reason: 'File is StixFile (docs/opencti-api.md#properties)',
  },
];

const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const context = probeContext();
const ours = new Set([
  'id',
  'type',
  'created',
  'modified',
  'spec_version',
  'created_by_ref',
  'object_marking_refs',
]);

function check({ id, object, result }: Probe): readonly string[] {
  const others = contextFor(object, context).filter(
    (other) => !isJsonObject(object) || other.id !== object.id,
  );
  const { bundles, notes } = convert(
    { kind: 'bundles', id: '7', date: 1_709_251_200, stix: { type: 'bundle', objects: [...others, object] } },
    settings,
  );
  const outcome = importBundles(bundles.map(({ json }) => json));
  const failures = notTaken(outcome).map((failure) => `${id}: ${failure}`);
  if (!isJsonObject(object)) return notes.length > 0 ? failures : [...failures, `${id}: no note`];
  const objectId = textOf(object, 'id');
  const replaced = notes.find((note) => note.code === 'replaced-id' && note.objectId === objectId);
  const sentId = / replaced by (\S+)\.$/.exec(replaced?.message ?? '')?.[1] ?? objectId;
  const sent = bundles.flatMap(({ json }) => objectsOf(json)).find((one) => one.id === sentId);
  const lost =
    sent === undefined
      ? ['the object']
      : Object.keys(object).filter((name) => !ours.has(name) && !isSame(object[name], sent[name]));
  const isNoted = notes.some(
    (note) =>
      note.objectId === undefined ||
      note.code === 'replaced-id' ||
      [objectId, sentId].includes(note.objectId),
  );
  if (result === 'refused')
    return lost.length === 0 || isNoted ? failures : [...failures, `${id}: no note about ${lost.join(', ')}`];
  const unexpected = lost.filter((name) => !isDeliberate(id, name));
  return unexpected.length > 0 ? [...failures, `${id}: lost ${unexpected.join(', ')}`] : failures;
}

const used = new Set<Difference>();

function isDeliberate(probe: string, property: string): boolean {
  const found = differences.find(
    ({ probes: pattern, properties }) => pattern.test(probe) && properties.includes(property),
  );
  if (found !== undefined) used.add(found);
  return found !== undefined;
}

function isSame(given: Json | undefined, sent: unknown): boolean {
  if (given === undefined || given === null || (isJsonArray(given) && given.length === 0)) return true;
  if (isJsonArray(given) && given.every((item) => item === null)) return true;
  if (typeof given === 'string' && normalTimestamp(given) === sent) return true;
  const forms: Json[] = typeof given === 'object' ? [given, [given]] : [given, [given], String(given)];
  return (
    sent !== undefined && forms.some((form) => normal(JSON.stringify(form)) === normal(JSON.stringify(sent)))
  );
}

const normal = (json: string): string =>
  json
    .toLowerCase()
    .replace(/\\ud[89a-f][0-9a-f]{2}/g, '\ufffd')
    .replace(/[\s_-]+|\\[nrt]/g, '');

t.test('every probe leaves the conversion in a form that the importer takes', (t) => {
  const all = probes();
  t.same(all.flatMap(check), []);
  t.same(
    differences.filter((difference) => !used.has(difference)).map(({ reason }) => reason),
    [],
    'no unused difference',
  );
  t.comment(`${all.length} probes`);
  t.end();
});
