// The program as cron starts it: a few files instead of several hundred, because most of an hourly run with nothing new
// is loading modules. Commands stay apart (splitting), so that none loads what it does not use.
import { build } from 'esbuild';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

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
