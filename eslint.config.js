// Typed lint, and the architecture: imports go one way, through a folder's index.ts only.
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

import { inTestFiles, inTestSupport } from './test/tools/restricted-syntax.mjs';

/**
 * Folder -> the folders it may import from, always through their index.ts.
 * The order is the one of the README's picture: cli, sync, the four rooms, the foundation.
 */
const foundation = ['lib'];
const layers = {
  lib: [],
  log: [...foundation],
  config: [...foundation],
  http: [...foundation, 'log'],
  state: [...foundation, 'log', 'config'],
  stix: [...foundation],
  threatvision: [...foundation, 'http', 'log'],
  opencti: [...foundation, 'http', 'log'],
  sync: [...foundation, 'threatvision', 'stix', 'opencti', 'state', 'log', 'config', 'http'],
  cli: [...foundation, 'sync', 'threatvision', 'stix', 'opencti', 'state', 'http', 'config', 'log'],
};
const folders = Object.keys(layers);

const layerRules = folders.map((folder) => {
  const forbidden = folders.filter((other) => other !== folder && !layers[folder].includes(other));
  return {
    files: [`src/${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            ...(forbidden.length > 0
              ? [
                  {
                    regex: `^(\\.\\./)+(${forbidden.join('|')})/`,
                    message: `src/${folder} does not know this folder (see the layers in eslint.config.js).`,
                  },
                ]
              : []),
            {
              regex: `^(\\.\\./)+(${folders.filter((f) => f !== folder).join('|')})/(?!index\\.js$)`,
              message: 'A folder is entered by its index.ts.',
            },
            ...(folder === 'http'
              ? []
              : [
                  {
                    regex: '^(node-fetch|node:https?|node:net|node:tls)$',
                    message: 'The network is src/http.',
                  },
                ]),
          ],
        },
      ],
    },
  };
});

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.tap/', '.venv/'] },
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'import-x/no-cycle': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A switch over a union is exhaustive or has a default: both read well.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // `x === undefined` says more than `!x` on strings and numbers; the rule does not allow that reading.
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      // The indexed access under noUncheckedIndexedAccess already forces the check that matters.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // There are no classes here: what an object offers are closures without a `this`.
      '@typescript-eslint/unbound-method': 'off',
      'no-console': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Tests and their stand-in servers talk to the terminal; tap's assertions return promises that need no await.
    files: ['test/**/*.ts'],
    rules: {
      'no-console': 'off',
      'max-lines': 'off',
      '@typescript-eslint/no-floating-promises': 'off',
      'no-restricted-syntax': ['error', ...inTestSupport],
    },
  },
  {
    files: ['test/**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...inTestFiles] },
  },
  {
    // The one module that may name the binary.
    files: ['test/tools/binary.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  ...layerRules,
);
