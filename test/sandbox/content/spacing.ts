export interface Spacing {
  /** Unix seconds of the oldest item of a kind; default {@link firstDate}. */
  readonly from?: number;
  /** Between the items of a kind; default five days. */
  readonly spacingSeconds?: number;
}

/** 2026-01-01T00:00:00Z. */
export const firstDate = 1_767_225_600;
export const fiveDays = 432_000;
