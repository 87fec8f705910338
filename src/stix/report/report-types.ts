import type { TakeNote } from '../notes.js';

/**
 * The `type_name` values of ThreatVision that are known (docs/threatvision-api.md#reports). They become
 * `report_types` in the vendor's own words: `report_types` is an open vocabulary (STIX 2.1 section 4.16), its words
 * say what a report is about (`campaign`, `malware`) where most of these say how it is published (`Flash Report`), and
 * an analyst finds on the platform the words that the portal uses.
 */
const vendorTypes = new Set([
  'Campaign Tracking Report',
  'Cyber Affairs Report',
  'Flash Report',
  'Monthly Report',
  'Vulnerability Insights Report',
]);

/**
 * The `report_types` of a report of the listing: what the configuration says for its type, else the type itself. A
 * type that neither the configuration nor the table knows passes too, and is told.
 */
export function reportTypes(
  typeName: string | undefined,
  configured: Readonly<Record<string, string>>,
  note: TakeNote,
): readonly string[] | undefined {
  const given = typeName?.trim() ?? '';
  if (given === '') return undefined;
  if (Object.hasOwn(configured, given)) return [configured[given] ?? given];
  if (!vendorTypes.has(given))
    note({
      code: 'unknown-report-type',
      message: `The report type ${given} is not in the table of types: it passes as it is.`,
    });
  return [given];
}
