import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ownContent } from '../sandbox/content/index.js';
import { samplesPath } from './paths.js';

export interface CorpusItem {
  readonly name: string;
  readonly stix: unknown;
}

export function corpus(): readonly CorpusItem[] {
  const { reports, bundles } = ownContent();
  return [
    ...reports.map(({ alias, stix }) => ({ name: `own/${alias}`, stix: parsed(stix) })),
    ...bundles.map(({ id, stix }) => ({ name: `own/${id}`, stix: parsed(stix) })),
    ...['reports', 'idioms-2.0', 'idioms-2.1'].flatMap(samples),
  ];
}

function samples(kind: string): readonly CorpusItem[] {
  const folder = samplesPath(kind);
  if (folder === undefined) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files
    .sort()
    .map((file) => ({ name: `${kind}/${file}`, stix: parsed(readFileSync(join(folder, file), 'utf8')) }));
}

function parsed(stix: unknown): unknown {
  return JSON.parse(typeof stix === 'string' ? stix : JSON.stringify(stix));
}
