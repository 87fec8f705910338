import { kinds } from '../../kinds.js';
import { isoTime } from '../../lib/index.js';
import type { PreparedItem } from '../../sync/index.js';
import type { Entry } from '../../threatvision/index.js';
import { version } from '../version.js';
import { notesOf, objectsOf } from './item-content.js';

/** Returns the page that shows the graph of an item, as a delivery contains it. Its module is loaded here only. */
export async function graphPageOf(entry: Entry, item: PreparedItem): Promise<Buffer> {
  const { graphPage } = await import('../../page/index.js');
  const kind = entry.kind === 'reports' ? 'report' : 'indicator bundle';
  const html = graphPage({
    item: {
      kind,
      id: entry.id,
      title: entry.kind === 'reports' ? entry.title : `${kinds[entry.kind].label} ${entry.id}`,
      date: isoTime(entry.date),
      program: `teamt5-opencti ${version}`,
      missing: item.missing.map(({ message }) => message),
    },
    objects: objectsOf(item),
    notes: notesOf(item),
  });
  return Buffer.from(html);
}
