/** The files in `deploy/` for containers, against the schemas of their formats and the rest of the repository. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020.js';
import { defaultLoaders } from 'cosmiconfig';
import t from 'tap';

import { optionList } from '../../src/config/index.js';
import { fixturePath, projectRoot } from '../tools/paths.js';
import { valueAt } from '../tools/value-at.js';

const deployed = (...path: readonly string[]): string =>
  readFileSync(join(projectRoot, 'deploy', ...path), 'utf8');
const parsed = (...path: readonly string[]): unknown =>
  defaultLoaders['.yaml'](path.join('/'), deployed(...path));
const manifest: unknown = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
const image = `teamt5-opencti:${String(valueAt(manifest, 'version'))}`;

const known = new Set(optionList.flatMap(({ env, secret }) => (secret ? [env, `${env}_FILE`] : [env])));
const recordOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** The formats of the schemas are not checked: those of Compose are its own. */
function validator(schemaName: string): (value: unknown) => string | undefined {
  const schema = recordOf(JSON.parse(readFileSync(fixturePath('deploy', schemaName), 'utf8')));
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? undefined : ajv.errorsText(validate.errors));
}

const composeError = validator('compose-spec.json');
const kubernetesError = validator('kubernetes-1.37.0.json');
const compose = parsed('docker', 'compose.yaml');
const service = valueAt(compose, 'services', 'teamt5-external-import');
const cronJob = parsed('kubernetes', 'cronjob.yaml');
const pod = valueAt(cronJob, 'spec', 'jobTemplate', 'spec', 'template', 'spec');
const container = valueAt(pod, 'containers', 0);

t.test('compose.yaml conforms to the Compose Specification', (t) => {
  t.equal(composeError(compose), undefined);
  t.match(composeError({ services: { one: { images: 'x' } } }), /unevaluated properties/);
  t.end();
});

t.test('the Kubernetes files conform to the API', (t) => {
  const names = readdirSync(join(projectRoot, 'deploy', 'kubernetes'));
  t.strictSame(names.sort(), ['cronjob.yaml', 'persistentvolumeclaim.yaml', 'secret.yaml']);
  for (const name of names) {
    const value = parsed('kubernetes', name);
    t.equal(kubernetesError(value), undefined, name);
    t.match(kubernetesError({ ...recordOf(value), unknown: true }), /additional properties/, name);
  }
  t.end();
});

t.test('both set options of the program, and no secret', (t) => {
  const ofCompose = textsOf(valueAt(service, 'environment')).map((line) => line.split('=')[0] ?? '');
  const entries = valueAt(container, 'env');
  const ofCronJob = Array.isArray(entries) ? entries.map((entry) => String(valueAt(entry, 'name'))) : [];
  t.ok(ofCompose.length > 5 && ofCronJob.length > 5);
  for (const name of [...ofCompose, ...ofCronJob]) t.ok(known.has(name), name);
  for (const name of ['OPENCTI_TOKEN', 'TEAMT5_CLIENT_SECRET', 'TEAMT5_API_KEY'])
    t.notOk([...ofCompose, ...ofCronJob].includes(name), `${name} is not a value`);
  t.end();
});

t.test('both run the image of this version, which the Dockerfile describes', (t) => {
  const dockerfile = deployed('docker', 'Dockerfile');
  const [, volume = ''] = /^VOLUME (\S+)$/m.exec(dockerfile) ?? [];
  const [, user = ''] = /^USER (\d+):\1$/m.exec(dockerfile) ?? [];
  t.equal(valueAt(service, 'image'), image);
  t.equal(valueAt(container, 'image'), image);
  t.strictSame(textsOf(valueAt(service, 'volumes')), [`state:${volume}`]);
  t.equal(valueAt(container, 'volumeMounts', 0, 'mountPath'), volume);
  t.equal(valueAt(service, 'user'), `${user}:${user}`);
  for (const key of ['runAsUser', 'runAsGroup', 'fsGroup'])
    t.equal(valueAt(pod, 'securityContext', key), Number(user), key);
  t.end();
});

t.test('the pages name the package and the image of this version', (t) => {
  for (const page of ['README.md', join('docs', 'containers.md')]) {
    const text = readFileSync(join(projectRoot, page), 'utf8');
    const named = [...text.matchAll(/(?:teamt5-opencti[:-]|VERSION=)(\d+\.\d+\.\d+)/g)];
    t.ok(named.length >= 3, page);
    for (const [name, version = ''] of named) t.equal(`teamt5-opencti:${version}`, image, `${page}: ${name}`);
  }
  t.end();
});

t.test('both restrict the container', (t) => {
  t.equal(valueAt(service, 'read_only'), true);
  t.strictSame(valueAt(service, 'cap_drop'), ['ALL']);
  t.strictSame(valueAt(service, 'security_opt'), ['no-new-privileges:true']);
  // The profile "restricted" of the Pod Security Standards.
  t.equal(valueAt(pod, 'securityContext', 'runAsNonRoot'), true);
  t.equal(valueAt(pod, 'securityContext', 'seccompProfile', 'type'), 'RuntimeDefault');
  t.strictSame(valueAt(container, 'securityContext'), {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  t.equal(valueAt(cronJob, 'spec', 'concurrencyPolicy'), 'Forbid');
  t.end();
});

t.test('each secret that a file names exists', (t) => {
  const declared = Object.keys(recordOf(valueAt(compose, 'secrets')));
  t.strictSame(textsOf(valueAt(service, 'secrets')), declared);
  const named = deployed('docker', 'compose.yaml').matchAll(/=\/run\/secrets\/(\S+)$/gm);
  t.strictSame([...named].map(([, name = '']) => name).sort(), [...declared].sort());
  const keys = Object.keys(recordOf(valueAt(parsed('kubernetes', 'secret.yaml'), 'stringData')));
  const paths = deployed('kubernetes', 'cronjob.yaml').matchAll(/value: \/etc\/teamt5-secret\/(\S+)$/gm);
  t.strictSame([...paths].map(([, name = '']) => name).sort(), keys.sort());
  t.end();
});
