// `node test/tools/sbom.mjs`: prints the packages in the bundle as a CycloneDX 1.6 document. They are development
// dependencies of this project, which `npm sbom` lists only together with every tool.
import { readFileSync } from 'node:fs';

const { name, version, license } = JSON.parse(readFileSync('package.json', 'utf8'));
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const bundled = [...readFileSync('dist/bundle/LICENSES.txt', 'utf8').matchAll(/^== (\S+) (\S+) \((.+)\)$/gm)];
if (bundled.length === 0) throw new Error('dist/bundle/LICENSES.txt names no package: run npm run build');

const component = ([, name, version, license]) => ({
  type: 'library',
  'bom-ref': purl(name, version),
  name,
  version,
  licenses: [{ expression: license }],
  purl: purl(name, version),
  ...hashes(name, version),
});

const root = {
  type: 'application',
  'bom-ref': purl(name, version),
  name,
  version,
  purl: purl(name, version),
};
console.log(
  JSON.stringify(
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: { component: { ...root, licenses: [{ expression: license }] } },
      components: bundled.map(component),
    },
    null,
    2,
  ),
);

/** https://github.com/package-url/purl-spec */
function purl(name, version) {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
}

/** The hash of the package as the registry serves it, from the lock file. */
function hashes(name, version) {
  const entry = Object.entries(lock.packages).find(
    ([path, one]) => path.endsWith(`node_modules/${name}`) && one.version === version,
  );
  const [, base64] = /^sha512-(\S+)$/.exec(entry?.[1].integrity ?? '') ?? [];
  if (base64 === undefined) throw new Error(`The lock file has no hash of ${name} ${version}`);
  return { hashes: [{ alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') }] };
}
