// Bundles the program into a few files instead of several hundred, because an hourly run with nothing new spends most of
// its time loading modules. Each command has its own file (splitting), so that no command loads the code of another.
import { build } from 'esbuild';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
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

const pdfjs = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')).replaceAll(
  '\\',
  '/',
);

async function buildProgram() {
  rmSync('dist/bundle', { recursive: true, force: true });
  const { metafile } = await bundleProgram('dist/bundle/cli');
  writeFileSync(
    'dist/bundle/LICENSES.txt',
    licenses([...Object.keys(metafile.inputs), `${pdfjs}/package.json`]),
  );
  // Coverage and tests run the program without the bundle (test/tools/binary.ts).
  for (const folder of ['dist/bundle/cli/pdfjs', 'dist/src/pdf/pdfjs']) copyPdfjs(folder);
  mkdirSync('dist/src/page', { recursive: true });
  for (const file of ['graph-page.js', 'graph-page.css', 'status-page.css'])
    copyFileSync(`dist/bundle/cli/${file}`, `dist/src/page/${file}`);
}

/** publint reads a minified line as a comment from its first `//` on, and does not see the exports there. */
const moduleMark = '\nexport {};\n';

/** pdf.js as its package has it, minified, and the maps of the characters of fonts, beside the code that loads them. */
function copyPdfjs(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ['pdf.min.mjs', 'pdf.worker.min.mjs'])
    writeFileSync(`${folder}/${file}`, readFileSync(`${pdfjs}/legacy/build/${file}`, 'utf8') + moduleMark);
  cpSync(`${pdfjs}/cmaps`, `${folder}/cmaps`, { recursive: true });
}

/** Leaves pdf.js out of the bundle: it is minified already, and no map of its lines is needed. */
const copiedPdfjs = {
  name: 'pdfjs',
  setup({ onResolve }) {
    onResolve({ filter: /^pdfjs-dist\/legacy\/build\/pdf\.mjs$/ }, () => ({
      path: './pdfjs/pdf.min.mjs',
      external: true,
    }));
  },
};

/** Exported for the test that compares two builds. */
export async function bundleProgram(outdir) {
  const program = await bundle(
    {
      main: 'src/cli/main.ts',
      // The import `#program` of package.json: the tests run most commands in their own process.
      program: 'src/cli/program.ts',
      'conversion-worker': 'src/converter/conversion-worker.ts',
      'text-process': 'src/converter/text-process.ts',
      'text-worker': 'src/converter/text-worker.ts',
    },
    outdir,
  );
  const page = await bundlePage(outdir);
  return { metafile: { inputs: { ...program.metafile.inputs, ...page.metafile.inputs } } };
}

/** The script and the style that src/page writes into each page. They lie beside the program, which does not import them. */
async function bundlePage(outdir) {
  const built = await build({
    entryPoints: { 'graph-page': 'src/page/browser/main.ts', 'status-page': 'src/page/status.css' },
    outdir,
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome111', 'firefox115', 'safari16.4'],
    minify: true,
    // Not ASCII alone: the page is UTF-8.
    charset: 'utf8',
    metafile: true,
    legalComments: 'none',
  });
  const script = readFileSync(join(outdir, 'graph-page.js'), 'utf8');
  // These would change where the element of the script ends (HTML Standard).
  if (/<!--|<\/?script/i.test(script)) throw new Error('graph-page.js cannot be written into a page');
  return built;
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
    plugins: [stubs, copiedPdfjs],
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

/** Packages without a license text of their own → a package of the same repository that has it. */
const licensedWith = { 'proxy-agent-negotiate': 'https-proxy-agent' };

function licenseOf(folder) {
  const { name, version, license } = manifestOf(folder);
  return `== ${name} ${version} (${license})\n\n${licenseText(folder, name)}`.trim();
}

/** Throws if there is none: a bundle without it must not be distributed. */
function licenseText(folder, name) {
  const entries = readdirSync(folder);
  const file = entries.find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
  if (file !== undefined) return readFileSync(`${folder}/${file}`, 'utf8');
  const readme = entries.find((entry) => /^readme/i.test(entry));
  const section =
    readme === undefined
      ? undefined
      : /^(?:#+ *)?licen[cs]e *\n(?:-+\n)?([^]*permission is hereby granted[^]*)/im.exec(
          readFileSync(`${folder}/${readme}`, 'utf8'),
        )?.[1];
  if (section !== undefined) return section.replaceAll('&lt;', '<').replaceAll('&gt;', '>').trim();
  const sibling = Object.hasOwn(licensedWith, name) ? join(dirname(folder), licensedWith[name]) : undefined;
  if (sibling !== undefined && repositoryOf(sibling) === repositoryOf(folder))
    return licenseText(sibling, licensedWith[name]);
  throw new Error(`No license text of ${name} found in ${folder}`);
}

const manifestOf = (folder) => JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
const repositoryOf = (folder) => manifestOf(folder).repository.url;

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildProgram();
