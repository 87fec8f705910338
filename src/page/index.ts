/** Builds pages to open in a browser: one file each, without requests. Loaded by the commands that write one only. */
import { type JsonObject, plainText } from '../lib/index.js';
import type { PageData, PageItem, PageNote } from './data.js';
import { graphDocument, readPageAssets, readStatusStyle } from './document.js';
import { graphOf, safeNotes } from './graph.js';
import { type StatusContent, statusDocument } from './status-page.js';

export type { PageData } from './data.js';
export { graphDocument } from './document.js';
export { type StatusContent, statusDocument } from './status-page.js';

export interface GraphContent {
  readonly item: PageItem;
  /** STIX id → object, as delivered. */
  readonly objects: ReadonlyMap<string, JsonObject>;
  readonly notes: readonly PageNote[];
}

export function graphData({ item, objects, notes }: GraphContent): PageData {
  return {
    item: {
      ...item,
      id: plainText(item.id),
      title: plainText(item.title),
      missing: item.missing.map(plainText),
    },
    ...graphOf(objects),
    notes: safeNotes(notes),
  };
}

/** Returns the HTML of a page that shows the graph of an item. */
export const graphPage = (content: GraphContent): string =>
  graphDocument(graphData(content), readPageAssets());

/** Returns the HTML of the page of `status --html`. */
export const statusPage = (content: StatusContent): string => statusDocument(content, readStatusStyle());
