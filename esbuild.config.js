// Bundles the program into a few files instead of several hundred, because an hourly run with nothing new spends most of
// its time loading modules. Each command has its own file (splitting), so that no command loads the code of another.
import { build } from 'esbuild';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Replaces packages that others load at their start and that the program never calls: conf's schema validator and its
 * migrations, and the web streams, which every supported Node.js has. They are half of the modules that an hourly run
 * would load. A call of a stub throws an error with the package's name.
 */
const stubs = {
  name: 'stubs',
  setup({ onResolve, onLoad }) {
    const packages = /^(ajv\/dist\/2020\.js|ajv-formats|semver|web-streams-polyfill\/.*)$/;
    onResolve({ filter: packages }, ({ path }) => ({ path, namespace: 'stubs', sideEffects: false }));
    onLoad({ filter: packages, namespace: 'stubs' }, ({ path }) => ({
      contents: `
        function stub() { throw new Error(${JSON.stringify(`${path} is not part of the bundle`)}); }
        module.exports = new Proxy(stub, { get: () => stub });`,
    }));
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildProgram();

async function buildProgram() {
  rmSync('dist/bundle', { recursive: true, force: true });
  const { metafile } = await bundle(
    { main: 'src/cli/main.ts', 'conversion-worker': 'src/converter/conversion-worker.ts' },
    'dist/bundle/cli',
  );
  writeFileSync('dist/bundle/LICENSES.txt', licenses(Object.keys(metafile.inputs)));
}

/** Bundles entry files into a folder. Exported for the test that proves that conf works without the stubs' packages. */
export function bundle(entryPoints, outdir) {
  return build({
    entryPoints,
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifyWhitespace: true,
    minifySyntax: true,
    // Without the sources: a reported stack needs the places only (src/lib/stack.ts).
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    legalComments: 'none',
    plugins: [stubs],
    // cosmiconfig requires it for TypeScript configuration files, which the program never loads.
    external: ['typescript'],
    // Some bundled packages are CommonJS and require Node's own modules.
    banner: {
      js: "import{createRequire as $createRequire}from'node:module';const require=$createRequire(import.meta.url);",
    },
  });
}

/** The license texts of the packages in the bundle, which require that their text is distributed with their code. */
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
