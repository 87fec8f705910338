// Lint with type information, and the layers: imports go one way, through the index.ts of a folder
// (docs/architecture.md#layers).
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

import { noDroppedResult } from './test/tools/no-dropped-result.mjs';
import { everywhere, inTestFiles, inTestSupport } from './test/tools/restricted-syntax.mjs';

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
  pdf: [...foundation],
  page: [...foundation, 'stix', 'state'],
  converter: [...foundation, 'stix', 'pdf', 'state'],
  threatvision: [...foundation, 'http', 'log'],
  opencti: [...foundation, 'http', 'log'],
  sync: [...foundation, 'threatvision', 'stix', 'converter', 'opencti', 'state', 'log', 'config', 'http'],
  cli: [
    ...foundation,
    'sync',
    'threatvision',
    'stix',
    'converter',
    'opencti',
    'state',
    'http',
    'config',
    'log',
    'page',
  ],
};

/**
 * The same below the top level. Layer -> `files`: the files of the layer itself that its subfolders are allowed to import;
 * `folders`: each subfolder -> the subfolders from which it is allowed to import. The other files of the layer are above
 * its subfolders and can import all of them.
 */
const sublayers = {
  cli: {
    files: ['version'],
    folders: {
      core: [],
      documents: ['core'],
      ui: ['core', 'documents'],
      run: ['core', 'documents', 'ui'],
      commands: ['core', 'documents', 'ui', 'run'],
    },
  },
  stix: {
    files: ['context', 'conversion', 'entity-type', 'json', 'merge'],
    folders: {
      ids: [],
      values: [],
      relationships: ['ids'],
      references: ['ids', 'importer', 'repair'],
      schema: ['ids', 'values'],
      importer: ['schema'],
      markings: ['ids', 'importer'],
      repair: ['ids', 'importer', 'values'],
      report: ['ids', 'importer', 'markings', 'repair', 'values'],
      input: ['ids', 'references', 'schema', 'values'],
      upgrade: ['ids', 'references'],
      bundles: ['ids', 'importer', 'references'],
    },
  },
};

const folders = Object.keys(layers);
const none = '(?!)';

/** The imports that are forbidden everywhere in a layer. */
function layerPatterns(folder) {
  const others = folders.filter((other) => other !== folder);
  const forbidden = others.filter((other) => !layers[folder].includes(other));
  return [
    {
      regex: `^(\\.\\./)+(${forbidden.join('|') || none})/`,
      message: `src/${folder} must not import this folder (docs/architecture.md#layers).`,
    },
    {
      regex: `^(\\.\\./)+(${others.join('|')})/(?!index\\.js$)`,
      message: 'Import another folder through its index.ts.',
    },
    {
      regex: ['http', 'lib'].includes(folder) ? none : '^(node-fetch|node:https?|node:net|node:tls)$',
      message: 'Only src/http uses the network.',
    },
  ];
}

/** The imports that are forbidden in a subfolder, beside those of its layer. */
function sublayerPatterns(layer, subfolder) {
  const { files, folders } = sublayers[layer];
  const forbidden = Object.keys(folders).filter(
    (other) => other !== subfolder && !folders[subfolder].includes(other),
  );
  return [
    {
      regex: `^\\.\\./(${forbidden.join('|') || none})/`,
      message: `src/${layer}/${subfolder} must not import this folder (sublayers in eslint.config.js).`,
    },
    {
      regex: `^\\.\\./(?!(${files.join('|') || none})\\.js$)[^/.]+\\.js$`,
      message: `src/${layer}/${subfolder} must not import this file, which is above it (sublayers in eslint.config.js).`,
    },
  ];
}

const restrict = (files, patterns) => ({
  files: [files],
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

const layerRules = [
  ...folders.map((layer) => restrict(`src/${layer}/**/*.ts`, layerPatterns(layer))),
  // A later rule replaces an earlier one: it repeats the patterns of the layer.
  ...Object.entries(sublayers).flatMap(([layer, { folders }]) =>
    Object.keys(folders).map((subfolder) =>
      restrict(`src/${layer}/${subfolder}/**/*.ts`, [
        ...layerPatterns(layer),
        ...sublayerPatterns(layer, subfolder),
      ]),
    ),
  ),
];

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
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'exit', message: 'Return an exit code (src/cli/core/exit.ts).' },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: {
      project: {
        rules: {
          'no-restricted-syntax': ['error', ...everywhere],
          'no-dropped-result': noDroppedResult,
        },
      },
    },
    rules: { 'project/no-dropped-result': 'error' },
  },
  {
    // Generated.
    files: ['src/stix/importer/limits.ts'],
    rules: { 'max-lines': 'off' },
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
  {
    files: ['src/cli/core/exit.ts', 'test/**/*.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  ...layerRules,
);
