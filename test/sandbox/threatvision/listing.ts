import type { BundleItem, ReportItem } from './items.js';

/** Below the base URL; downloads are `{list}/{id}.{format}`. */
export const listPaths = { reports: '/api/v2/reports', bundles: '/api/v2/ioc_bundles' } as const;

export function reportEntry(report: ReportItem, base: string): unknown {
  const {
    alias,
    date,
    title = `Report ${alias}`,
    digest = `What ${alias} is about.`,
    typeName = 'Flash Report',
  } = report;
  const place = `${base}${listPaths.reports}/${encodeURIComponent(alias)}`;
  const regular = {
    alias,
    title,
    digest,
    date,
    type_name: typeName,
    stix_url: `${place}.stix`,
    pdf_url: `${place}.pdf`,
  };
  return report.listed === null ? null : { ...regular, ...report.listed };
}

export function bundleEntry(bundle: BundleItem, base: string): unknown {
  const place = `${base}${listPaths.bundles}/${encodeURIComponent(bundle.id)}`;
  const regular = {
    id: bundle.id,
    created_at: bundle.date,
    stix_url: `${place}.stix`,
    csv_url: `${place}.csv`,
    txt_url: `${place}.txt`,
  };
  return bundle.listed === null ? null : { ...regular, ...bundle.listed };
}

/** A message if one is not a whole number, which no client sends. */
export function listQuery(
  query: URLSearchParams,
): { readonly offset: number; readonly from: number } | string {
  const offset = query.get('offset') ?? '0';
  const from = query.get('date[from]') ?? '0';
  if (!/^\d+$/.test(offset)) return `offset is no number of items: ${offset}`;
  if (!/^\d+$/.test(from)) return `date[from] is no unix time in seconds: ${from}`;
  return { offset: Number(offset), from: Number(from) };
}
