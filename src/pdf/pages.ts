import { readFile } from 'node:fs/promises';

import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

import { err, ok, type Result, singleLine } from '../lib/index.js';
import { guardThread, isOverBytes, resetBytes } from './guard.js';
import { itemOf } from './items.js';
import type { Item } from './types.js';

/** More pages are left out. */
const mostPages = 300;
/** More items of a page are left out. */
const mostItems = 20_000;
/** Pages in a row that cannot be read. A page tree that names pages without having them costs a search for each. */
const mostFailures = 20;

export interface Pages {
  readonly pages: readonly (readonly Item[])[];
  /** That the PDF has. */
  readonly count: number;
  /** Of those that were to be read, the ones without a part of their text. */
  readonly incomplete: number;
}

/** What the program of pdf.js and the character maps are read from. */
const assets = new URL('./pdfjs/', import.meta.url);

/** Reads the items of each page. The failure continues "the PDF …". Takes over the thread, and `data` with it. */
export async function readPages(data: Uint8Array<ArrayBuffer>): Promise<Result<Pages, string>> {
  guardThread();
  const { getDocument, GlobalWorkerOptions, VerbosityLevel } =
    await import('pdfjs-dist/legacy/build/pdf.mjs');
  GlobalWorkerOptions.workerSrc = new URL('pdf.worker.min.mjs', assets).href;
  resetBytes();
  const task = getDocument({
    data,
    BinaryDataFactory: CharacterMaps,
    cMapUrl: assets.href,
    cMapPacked: true,
    disableFontFace: true,
    enableXfa: false,
    isEvalSupported: false,
    isImageDecoderSupported: false,
    isOffscreenCanvasSupported: false,
    stopAtErrors: false,
    useSystemFonts: false,
    useWasm: false,
    useWorkerFetch: false,
    verbosity: VerbosityLevel.ERRORS,
  });
  try {
    return ok(await allPages(await task.promise));
  } catch (error) {
    return err(isOverBytes() ? tooLarge : causeOf(error));
  } finally {
    await task.destroy();
  }
}

const tooLarge = 'has streams that are larger than 256 MiB';

async function allPages(document: PDFDocumentProxy): Promise<Pages> {
  const pages: (readonly Item[])[] = [];
  let incomplete = 0;
  let failures = 0;
  const count = document.numPages;
  const wanted = Math.min(count, mostPages);
  for (let number = 1; number <= wanted && failures < mostFailures; number++) {
    resetBytes();
    const items = await itemsOf(document, number);
    pages.push(items?.slice(0, mostItems) ?? []);
    failures = items === undefined ? failures + 1 : 0;
    if (items === undefined || items.length > mostItems || isOverBytes()) incomplete += 1;
  }
  return { pages, count, incomplete: incomplete + wanted - pages.length };
}

/** Undefined for a page that cannot be read. */
async function itemsOf(document: PDFDocumentProxy, number: number): Promise<Item[] | undefined> {
  try {
    const page = await document.getPage(number);
    const { items, styles } = await page.getTextContent();
    const transform: unknown = page.getViewport({ scale: 1 }).transform;
    const read = items.flatMap((item) =>
      'str' in item ? (itemOf(item, styles[item.fontName]?.vertical === true, transform) ?? []) : [],
    );
    page.cleanup();
    return read;
  } catch {
    return undefined;
  }
}

/** Gives pdf.js the maps of Chinese, Japanese and Korean fonts, and no other file. */
class CharacterMaps {
  async fetch({ kind, filename }: { readonly kind: string; readonly filename: string }): Promise<Uint8Array> {
    if (kind !== 'cMapUrl' || !/^[\w-]+\.bcmap$/.test(filename)) throw new Error('not a character map');
    return new Uint8Array(await readFile(new URL(`cmaps/${filename}`, assets)));
  }
}

function causeOf(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (name === 'PasswordException') return 'is encrypted with a password';
  return `cannot be read: ${singleLine(message, 200).replace(/\.$/, '')}`;
}
