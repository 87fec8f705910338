import type { OpenCtiSandbox } from '../sandbox/opencti.js';
import type { ReportItem } from '../sandbox/threatvision.js';

/** Unix seconds. */
export const hoursAgo = (hours: number): number => Math.floor(Date.now() / 1000) - hours * 3600;

/** An hour apart, `r0` the oldest, without PDF; titles are the ids. */
export function reports(count: number, newestHoursAgo = 1): ReportItem[] {
  return Array.from({ length: count }, (_, index) => ({
    alias: `r${index}`,
    title: `r${index}`,
    date: hoursAgo(newestHoursAgo + count - 1 - index),
    listed: { pdf_url: null },
  }));
}

/** The titles of accepted reports, in the order of their pushes. */
export function pushedReports(openCti: OpenCtiSandbox, from = 0): string[] {
  return openCti.pushes.slice(from).flatMap(({ bundle }) => objectsOf(bundle).flatMap(reportName));
}

const objectsOf = (bundle: Readonly<Record<string, unknown>> | undefined): readonly unknown[] =>
  Array.isArray(bundle?.objects) ? bundle.objects : [];

function reportName(object: unknown): string[] {
  if (typeof object !== 'object' || object === null) return [];
  if (!('type' in object) || object.type !== 'report' || !('name' in object)) return [];
  return typeof object.name === 'string' ? [object.name] : [];
}

/** Resolves when the condition is true; checked after each turn of the event loop. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
