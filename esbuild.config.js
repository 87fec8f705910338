// The program as cron starts it: a few files instead of several hundred, because most of an hourly run with nothing new
// is loading modules. Commands stay apart (splitting), so that none loads what it does not use.
import { build } from 'esbuild';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * What the packages load at their start and never run here: conf's schema validator and its migrations, and the web
 * streams that every supported Node.js brings itself. Half of what an hourly run would load. Run all the same, it
 * says so.
 */
const unused = {
  name: 'unused',
  setup({ onResolve, onLoad }) {
    const packages = /^(ajv\/dist\/2020\.js|ajv-formats|semver|web-streams-polyfill\/.*)$/;
    onResolve({ filter: packages }, ({ path }) => ({ path, namespace: 'unused', sideEffects: false }));
    onLoad({ filter: packages, namespace: 'unused' }, ({ path }) => ({
      contents: `
        function unused() { throw new Error(${JSON.stringify(`${path} is not part of the bundle`)}); }
        module.exports = new Proxy(unused, { get: () => unused });`,
    }));
  },
};

const outdir = 'dist/bundle/cli';
rmSync('dist/bundle', { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: ['src/cli/main.ts'],
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  minifySyntax: true,
  metafile: true,
  legalComments: 'none',
  plugins: [unused],
  // cosmiconfig requires it for TypeScript configuration files, which are never loaded here.
  external: ['typescript'],
  // Some bundled packages are CommonJS and require Node's own modules.
  banner: {
    js: "import{createRequire as $createRequire}from'node:module';const require=$createRequire(import.meta.url);",
  },
});
writeFileSync('dist/bundle/LICENSES.txt', licenses(Object.keys(metafile.inputs)));

/** The licence texts of the packages whose code is in the bundle: they ask to be passed on with it. */
function licenses(inputs) {
  const folders = new Set(
    inputs.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]).filter(Boolean),
  );
  return [...folders].sort().map(licenseOf).join('\n\n');
}

function licenseOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = existsSync(folder)
    ? readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
    : undefined;
  const text = file === undefined ? '' : readFileSync(`${folder}/${file}`, 'utf8');
  return `== ${name} ${version} (${license})\n\n${text}`.trim();
}
