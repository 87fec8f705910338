/** `npm run docs`: writes what is made from the option table, so that the drift test passes again. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { exampleFile, readmeTable } from '../../src/config/index.js';
import { projectRoot } from './shared.js';

writeFileSync(join(projectRoot, '.teamt5rc.example'), exampleFile());
const readme = join(projectRoot, 'README.md');
const [start, end] = ['<!-- options:start -->', '<!-- options:end -->'];
const text = readFileSync(readme, 'utf8');
const [before = '', rest = ''] = text.split(start);
const after = rest.split(end)[1] ?? '';
writeFileSync(readme, `${before}${start}\n\n${readmeTable().trim()}\n\n${end}${after}`);
