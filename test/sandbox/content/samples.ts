import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { samplesPath } from '../../tools/paths.js';
import type { BundleItem, Content, ReportItem } from '../threatvision/items.js';
import { firstDate, fiveDays, type Spacing } from './spacing.js';

/** Files that contain almost only indicators are also served as indicator bundles. */
const alsoBundles = ['oasis-poisonivy', 'unit42-2024-02-08-Pikabot', 'unit42-hellokitty-ransomware'];

/** The published reports, one per file; undefined if they are absent. */
export function sampleContent({ from = firstDate, spacingSeconds = fiveDays }: Spacing = {}):
  Content | undefined {
  const folder = samplesPath('reports');
  if (folder === undefined) return undefined;
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  const reports = files.map((file, index): ReportItem => {
    const alias = basename(file, '.json');
    const path = join(folder, file);
    return {
      alias,
      date: from + index * spacingSeconds,
      ...heading(readFileSync(path, 'utf8'), alias),
      stix: () => readFileSync(path),
    };
  });
  const bundles = reports
    .filter(({ alias }) => alsoBundles.includes(alias))
    .map(({ alias, date, stix }): BundleItem => ({
      id: `iocs-${alias}`,
      date,
      ...(stix === undefined ? {} : { stix }),
    }));
  return { reports, bundles };
}

function heading(text: string, alias: string): { readonly title: string; readonly digest: string } {
  const bundle: unknown = JSON.parse(text);
  const objects = isRecord(bundle) && Array.isArray(bundle.objects) ? bundle.objects : [];
  const report = objects.filter(isRecord).find(({ type }) => type === 'report');
  return {
    title: typeof report?.name === 'string' ? report.name : alias,
    digest: typeof report?.description === 'string' ? report.description : `Published as ${alias}.`,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
