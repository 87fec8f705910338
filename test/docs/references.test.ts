/** Every reference resolves: a page and heading, a section of a standard, a named file or script. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import t from 'tap';
import { projectRoot } from '../tools/paths.js';

const self = 'test/docs/references.test.ts';

const forbidden = [
  /\bcontract'?s?'? page/gi,
  /(?:\.\.|\/work)\/shared\b(?!\.js)/g,
  /\bthe design\b(?! of)/gi,
  // A heading is cited by its anchor: `docs/page.md#heading`.
  /\bREADME(?:\.md)?, "[^"]*"/g,
  // A section number belongs to a standard.
  /(?<!(?:STIX 2\.1|STIX 2\.0 part \d|RFC \d{4}) )\bsections? \d[\d.]*/gi,
  // `RFC NNNN`, and sections as `section N`.
  /\bRFC(?! \d{4}\b)[-, ]?\d+/g,
  /\bRFC \d{4}, ?\d[\d.]*/g,
];

const pageReference = /\b(?:docs\/[\w.-]+|README|CONTRIBUTING|CHANGELOG|SECURITY)\.md(?:#[\w-]*)?/g;

const scripts = new Set(scriptNames());

t.test('every reference resolves to a heading of a page or has the form of a standard', (t) => {
  const files = filesToCheck();
  for (const folder of ['src/', 'test/', 'docs/'])
    t.ok(
      files.some((file) => file.startsWith(folder)),
      `checks ${folder}`,
    );
  t.strictSame(
    files.flatMap((file) => offendersOf(file, read(file))),
    [],
  );
  t.end();
});

t.test('reports a broken reference of each kind, with its file and line', (t) => {
  const broken = [
    'See docs/missing.md.',
    'See docs/opencti-api.md#no-such-heading.',
    'See [works](opencti-api.md#no-such-heading).',
    'See the contract page.',
    'See ../shared/x.md.',
    'As the design asks.',
    'See README, "Exit codes".',
    'See `src/no-such-file.ts`.',
    'See test/no-such-folder/.',
    'Run `npm run no:such:script`.',
    'Hashes (STIX 2.1, section 10.6).',
    'Hashes (section 10.6 of the standard).',
    'Retries (RFC9110).',
    'Retries (RFC 9110, 10.2.3).',
    'A reference that wraps: STIX 2.1,\n * section 3.1.',
  ];
  for (const text of broken) {
    const offenders = offendersOf('docs/page.md', `\n${text}`);
    t.equal(offenders.length, 1, text);
    t.match(offenders[0], /^docs\/page\.md:[23] /, text);
  }
  t.end();
});

t.test('accepts existing headings and standards', (t) => {
  const sound = [
    'See docs/opencti-api.md, docs/opencti-api.md#works and [works](opencti-api.md#works).',
    'See [the file](../README.md) and [above](#works).\n\n## Works',
    'See src/lib/result.ts and `test/sandbox/`; run `npm run demo`, `dist/test/x.js`, `src/cli/commands/<name>.ts`.',
    'Hashes (STIX 2.1 section 10.6; STIX 2.0 part 1 section 2.5), RFC 8785, RFC 9110 section 10.2.3.',
    'A reference that wraps: STIX 2.1\n * section 3.1.',
  ];
  for (const text of sound) t.strictSame(offendersOf('docs/page.md', text), [], text);
  t.end();
});

t.test('computes the anchors of GitHub', (t) => {
  const page = '# A `b` and C, d\n## Twice\n```\n# no heading\n```\n## Twice\n## `--json`: [a link](x.md)';
  t.strictSame([...anchorsOf(page)], ['a-b-and-c-d', 'twice', 'twice-1', '--json-a-link']);
  t.end();
});

function scriptNames(): readonly string[] {
  const scripts = /"scripts": \{([^}]*)\}/.exec(read('package.json'))?.[1] ?? '';
  return [...scripts.matchAll(/"([\w:]+)":/g)].map(([, name = '']) => name);
}

function filesToCheck(): readonly string[] {
  const inFolders = ['src', 'test', 'docs', 'bin', '.github'].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
      join(folder, path),
    ),
  );
  const atTop = readdirSync(projectRoot);
  return [...inFolders, ...atTop].filter(
    (path) => /\.(?:ts|m?js|py|md|ya?ml)$/.test(path) && path !== self && !path.includes('/fixtures/'),
  );
}

function offendersOf(file: string, text: string): readonly string[] {
  const { joined, lineAt } = joinLines(text);
  const wrong: { at: number; what: string }[] = [];
  const add = (pattern: RegExp, isWrong: (what: string) => boolean): void => {
    for (const { index, 0: match, 1: what = match } of joined.matchAll(pattern))
      if (isWrong(what)) wrong.push({ at: index, what });
  };
  add(pageReference, (page) => !resolves('', page));
  add(/\bnpm run ([\w:]+)/g, (script) => !scripts.has(script));
  if (file.endsWith('.md')) {
    add(/\]\(([^)\s]+)\)/g, (target) => !isExternal(target) && !linkResolves(file, text, target));
    // Does not match in `dist/test/…`; the dot at the end of a sentence is not part of the path.
    add(/(?<![\w./-])((?:src|test|bin|\.github)\/(?:[\w./-]*[\w/])?)/g, (path) => !resolves('', path));
  }
  for (const pattern of forbidden) add(pattern, () => true);
  return wrong.sort((a, b) => a.at - b.at).map(({ at, what }) => `${file}:${lineAt(at)} ${what}`);
}

function isExternal(target: string): boolean {
  return /^(?:https?|mailto):/.test(target);
}

function linkResolves(file: string, text: string, target: string): boolean {
  if (target.startsWith('#')) return anchorsOf(text).has(target.slice(1));
  return resolves(dirname(file), target);
}

function resolves(folder: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = normalize(join(folder, path));
  if (!existsSync(join(projectRoot, file))) return false;
  return anchor === undefined || anchorsOf(read(file)).has(anchor);
}

/** Lower case, without punctuation, spaces as hyphens, a number after a repeated one. */
function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, title = ''] of page.replaceAll(/^```[^]*?^```/gm, '').matchAll(/^#{1,6} (.+)$/gm)) {
    const anchor = title
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-');
    let unique = anchor;
    for (let n = 1; anchors.has(unique); n += 1) unique = `${anchor}-${n}`;
    anchors.add(unique);
  }
  return anchors;
}

/** Without the marks of comment lines, so that a reference that wraps is found. */
function joinLines(text: string): { readonly joined: string; lineAt(index: number): number } {
  const starts: number[] = [];
  let joined = '';
  for (const line of text.split('\n')) {
    starts.push(joined.length);
    joined += `${line.replace(/^\s*(?:\/?\*+(?!\/)|\/\/|#(?=\s))?\s*/, '')} `;
  }
  return { joined, lineAt: (index) => starts.filter((start) => start <= index).length };
}

function read(file: string): string {
  return readFileSync(join(projectRoot, file), 'utf8');
}
