// Lint with type information, and the layers: imports go one way, through the index.ts of a folder
// (docs/architecture.md#layers).
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

import { inTestFiles, inTestSupport } from './test/tools/restricted-syntax.mjs';

/** Folder -> the folders from which it is allowed to import, through their index.ts. */
const foundation = ['lib'];
// src/kinds.ts is a file of its own, which every layer can import.
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
                    message: `src/${folder} must not import this folder (docs/architecture.md#layers).`,
                  },
                ]
              : []),
            {
              regex: `^(\\.\\./)+(${folders.filter((f) => f !== folder).join('|')})/(?!index\\.js$)`,
              message: 'Import another folder through its index.ts.',
            },
            ...(folder === 'http' || folder === 'lib'
              ? []
              : [
                  {
                    regex: '^(node-fetch|node:https?|node:net|node:tls)$',
                    message: 'Only src/http uses the network.',
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
      // A switch over a union must be exhaustive or have a default.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Allows loops that end with `return` only.
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // The methods of this project's objects are closures without `this`.
      '@typescript-eslint/unbound-method': 'off',
      'no-console': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Tools and stand-in servers print to the terminal; the promises of tap's assertions need no await.
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
    // The only module that is allowed to contain the path of the binary.
    files: ['test/tools/binary.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  ...layerRules,
);
