/** A text as the PDF draws it: a glyph, a word or a line. Points; y grows downwards in the frame of the text. */
export interface Item {
  readonly text: string;
  /** Left edge. */
  readonly x: number;
  /** Baseline. */
  readonly y: number;
  readonly width: number;
  /** Of the font. */
  readonly size: number;
  /** Quarters by which its frame is turned clockwise. Items of other frames are text of their own. */
  readonly turn: number;
}

/** Texts of one line without a wide gap between them. */
export interface Segment {
  readonly text: string;
  readonly x0: number;
  readonly x1: number;
  readonly y: number;
  readonly size: number;
}

/** Segments of one baseline, from left to right. */
export type Row = readonly Segment[];

export type Block =
  | { readonly kind: 'text'; readonly text: string; readonly size: number; readonly lines: number }
  | {
      readonly kind: 'list';
      /** The number of the first item; undefined for a list of bullets. */
      readonly first: number | undefined;
      readonly items: readonly string[];
      readonly size: number;
    }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] };

/** The text of a PDF as HTML that this program has written; `message` continues "the PDF …". */
export type PdfText =
  | { readonly type: 'whole'; readonly html: string }
  | { readonly type: 'part'; readonly html: string; readonly message: string }
  | { readonly type: 'none'; readonly message: string };
