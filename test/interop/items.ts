/** The project's own content, and the published samples if they are present. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BundleSource, ReportSource } from '../../src/stix/index.js';
import { ownContent } from '../sandbox/content/index.js';
import { samplesPath } from '../tools/paths.js';

export interface Item {
  readonly name: string;
  readonly source: ReportSource | BundleSource;
}

export function allItems(): Item[] {
  return [...ownItems(), ...['reports', 'idioms-2.0', 'idioms-2.1'].flatMap(sampleItems)];
}

function ownItems(): Item[] {
  const { reports, bundles } = ownContent();
  return [
    ...reports.map(({ alias, title, digest, date, typeName, stix }) => ({
      name: `own report ${alias}`,
      source: {
        ...reportSource(alias, stix),
        title: title ?? alias,
        digest: digest ?? '',
        date,
        ...(typeName !== undefined && { typeName }),
      },
    })),
    ...bundles.map(({ id, stix }) => ({ name: `own bundle ${id}`, source: bundleSource(String(id), stix) })),
  ];
}

/** Each file as a report and as an indicator bundle. */
function sampleItems(folder: string): Item[] {
  const path = samplesPath(folder);
  if (path === undefined) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((file) => {
      const stix: unknown = JSON.parse(readFileSync(join(path, file), 'utf8'));
      const name = `${folder}/${basename(file, '.json')}`;
      return [
        { name: `${name} report`, source: reportSource(name, stix) },
        { name: `${name} bundle`, source: bundleSource(name, stix) },
      ];
    });
}

function reportSource(id: string, stix: unknown): ReportSource {
  return {
    kind: 'reports',
    id,
    title: id,
    digest: `Published as ${id}.`,
    date: 1_700_000_000,
    typeName: 'Flash Report',
    tags: ['apt'],
    pdfUrl: `https://api.example/${encodeURIComponent(id)}.pdf`,
    pageUrl: `https://example/reports/detail?alias=${encodeURIComponent(id)}`,
    stix,
  };
}

const bundleSource = (id: string, stix: unknown): BundleSource => ({ kind: 'bundles', id, stix });
