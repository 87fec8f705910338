import type { BundleItem, Content, ReportItem } from '../threatvision/items.js';
import { writtenReports, type WrittenReport } from './own-reports.js';
import { firstDate, fiveDays, type Spacing } from './spacing.js';
import { stixBundle, type StixBundle, type StixObject } from './stix.js';

/** TLP:GREEN of both versions of STIX (STIX 2.1 section 7.2.1.4). */
const green = {
  type: 'marking-definition',
  id: 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da',
  created: '2017-01-20T00:00:00.000Z',
  definition_type: 'tlp',
  definition: { tlp: 'green' },
};

/** In five languages and both versions of STIX, with harmless irregularities of real data. */
export function ownContent({ from = firstDate, spacingSeconds = fiveDays }: Spacing = {}): Content {
  return {
    reports: writtenReports.map((written, index): ReportItem => {
      const date = from + index * spacingSeconds;
      const { alias, title, digest, typeName } = written;
      return {
        alias,
        title,
        digest,
        typeName,
        date,
        stix: story(written, date, index, 9 + index),
        ...oddity(index),
      };
    }),
    bundles: writtenReports
      .filter((_, index) => index % 2 === 1)
      .map((written, index): BundleItem => {
        const date = from + index * 2 * spacingSeconds;
        const named = { ...written, alias: `iocs-${written.alias}` };
        return {
          id: 4100 + index,
          date,
          stix: story(named, date, index, 20),
          ...(index % 4 === 3 ? { listed: { csv_url: null, txt_url: null } } : {}),
        };
      }),
  };
}

function story(
  { alias, adversary, malware }: WrittenReport,
  date: number,
  index: number,
  objects: number,
): StixBundle {
  const version = index % 2 === 0 ? '2.1' : '2.0';
  const bundle = stixBundle({ seed: alias, version, date, objects, adversary, malware });
  return { ...bundle, objects: [markingFor(version), ...bundle.objects.map(marked)] };
}

function markingFor(version: '2.0' | '2.1'): StixObject {
  return version === '2.1' ? { ...green, spec_version: '2.1', name: 'TLP:GREEN' } : green;
}

/** In real data, observables have no marking; all other objects have one and a nonstandard property. */
function marked(object: StixObject): StixObject {
  if (typeof object.created !== 'string') return object;
  const extra = object.type === 'intrusion-set' ? { goals: ['espionage', null] } : {};
  return { ...object, object_marking_refs: [green.id], x_tv_confidence: 'high', ...extra };
}

function oddity(index: number): Pick<ReportItem, 'listed'> {
  if (index % 8 === 5) return { listed: { stix_url: undefined } };
  if (index % 8 === 6) return { listed: { pdf_url: null, tags: ['influence', null] } };
  return {};
}
