/** `completion`: each script in its shell. The programs come from `.ci/run`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { createRig } from '../tools/rig.js';
import { check, isInstalled } from './programs.js';

const scripts = new Map<string, string>();
let home = '';

t.before(async () => {
  const rig = await createRig(t);
  home = rig.home;
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, stdout, stderr } = await rig.run(['completion', shell]);
    if (code !== 0) throw new Error(`completion ${shell} ended with ${code}: ${stderr}`);
    const path = join(home, `completion.${shell}`);
    writeFileSync(path, stdout);
    scripts.set(shell, path);
  }
  mkdirSync(join(home, 'folder'));
  writeFileSync(join(home, 'folder', 'a file'), '');
});

/** Words before the cursor, the last one incomplete → all that can replace it, or a part of it. */
const cases: readonly (readonly [words: readonly string[], expected: readonly string[] | RegExp])[] = [
  [['s'], ['schema', 'status', 'sync']],
  [
    ['reports', ''],
    ['export', 'list', 'push', 'show', 'verify'],
  ],
  [['reports', '--l'], /^--limit\n--log-format\n--log-level$/],
  [
    ['bundles', 'export', '--format', ''],
    ['csv', 'html', 'original', 'stix', 'txt'],
  ],
  [
    ['reports', 'export', '--format', ''],
    ['html', 'original', 'pdf', 'stix'],
  ],
  [['--log-level', 'debug', 'sync', '--on'], ['--only']],
  [['sync', '--only', 'b'], ['bundles']],
  [['sync', '--output', 'sync', '--if'], ['--if-due']],
  [['schema', 'stat'], ['status']],
  [
    ['completion', ''],
    ['bash', 'fish', 'zsh'],
  ],
  [['sync', '--max-items', ''], []],
];

function expectWords(
  t: Tap,
  words: readonly string[],
  shown: string,
  expected: readonly string[] | RegExp,
): void {
  const list = shown
    .split('\n')
    .filter((line) => line !== '')
    .sort();
  if (expected instanceof RegExp) t.match(list.join('\n'), expected, words.join(' '));
  else t.strictSame(list, expected, words.join(' '));
}

type Tap = Pick<typeof t, 'match' | 'strictSame'>;

t.test('bash completes commands, options, values and paths', (t) => {
  if (isInstalled(t, 'bash')) {
    const complete = (words: readonly string[]): string => {
      const program = `
        source "$1" || exit 1
        shift
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        $(complete -p teamt5-opencti | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
        printf '%s\\n' "\${COMPREPLY[@]}"`;
      const args = ['-c', program, 'bash', scripts.get('bash') ?? '', 'teamt5-opencti', ...words];
      const { code, output } = check('bash', args);
      t.equal(code, 0, output);
      return output;
    };
    for (const [words, expected] of cases) expectWords(t, words, complete(words), expected);
    expectWords(t, ['='], complete(['sync', '--only', '=']), ['bundles', 'reports']);
    expectWords(t, ['=r'], complete(['sync', '--only', '=', 'r']), ['reports']);
    const folder = join(home, 'folder');
    expectWords(t, ['file'], complete(['--config', `${folder}/`]), [`${folder}/a file`]);
    expectWords(t, ['directory'], complete(['sync', '--output', `${home}/f`]), [folder]);
  }
  t.end();
});

t.test('zsh completes commands, options and values', (t) => {
  if (isInstalled(t, 'zsh')) {
    t.strictSame(check('zsh', ['-n', scripts.get('zsh') ?? '']), { code: 0, output: '' });
    // In place of the functions of the completion system, which needs a terminal.
    const program = `
      compdef() { function_name=$1 }
      compadd() { shift; print -l -- "$@" }
      _describe() { print -l -- "\${(@P)\${@[-1]}%%:*}" }
      _files() { print -- "paths $*" }
      _message() { }
      source "$1" || exit 1
      shift
      words=("$@")
      CURRENT=$#
      $function_name`;
    const complete = (words: readonly string[]): string => {
      const args = ['-f', '-c', program, 'zsh', scripts.get('zsh') ?? '', 'teamt5-opencti', ...words];
      const { code, output } = check('zsh', args);
      t.equal(code, 0, output);
      const [prefix = ''] = words.slice(-1);
      return output
        .split('\n')
        .filter((line) => line.startsWith(prefix) || line.startsWith('paths'))
        .join('\n');
    };
    for (const [words, expected] of cases) expectWords(t, words, complete(words), expected);
    expectWords(t, ['directory'], complete(['sync', '--output', '']), ['paths -/']);
  }
  t.end();
});

t.test('fish completes commands, options and values', (t) => {
  if (isInstalled(t, 'fish')) {
    t.strictSame(check('fish', ['-n', scripts.get('fish') ?? '']), { code: 0, output: '' });
    const complete = (words: readonly string[]): string => {
      const args = [
        '-c',
        `source ${scripts.get('fish') ?? ''}; complete -C "teamt5-opencti ${words.join(' ')}"`,
      ];
      const { code, output } = check('fish', ['--no-config', ...args]);
      t.equal(code, 0, output);
      return output.replaceAll(/\t.*$/gm, '');
    };
    // fish finds a command by its name anywhere in the line.
    for (const [words, expected] of cases.filter(([words]) => !words.includes('--output')))
      expectWords(t, words, complete(words), expected);
  }
  t.end();
});

t.test('an unknown shell is refused', async (t) => {
  const rig = await createRig(t);
  const run = await rig.run(['completion', 'csh']);
  t.equal(run.code, 2);
  t.match(run.stderr, 'There is no completion for "csh". Give one of: bash, zsh, fish.');
});
