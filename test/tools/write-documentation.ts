/** `npm run docs`: writes all generated texts and src/stix/importer/limits.ts. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { exampleFile, optionTable } from '../../src/config/index.js';
import { importerLimits, limitsPath } from './importer-limits.js';
import { manPage, manPagePath } from './man-page.js';
import { projectRoot } from './paths.js';
import { runPicture, runPicturePath } from './run-picture.js';

writeFileSync(join(projectRoot, '.teamt5rc.example'), exampleFile());
const page = join(projectRoot, 'docs/configuration.md');
const [start, end] = ['<!-- options:start -->', '<!-- options:end -->'];
const text = readFileSync(page, 'utf8');
const [before = '', rest = ''] = text.split(start);
const after = rest.split(end)[1] ?? '';
writeFileSync(page, `${before}${start}\n\n${optionTable().trim()}\n\n${end}${after}`);
writeFileSync(manPagePath, await manPage());
writeFileSync(limitsPath, await importerLimits());
writeFileSync(runPicturePath, await runPicture());
