/** The outcome of an operation. `F` is a union with a `reason`; exceptions are reserved for bugs. */
export type Result<T, F> = Ok<T> | Err<F>;
export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}
export interface Err<F> {
  readonly ok: false;
  readonly failure: F;
}

/** A success. */
export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });
/** An expected failure, which the caller must handle. */
export const err = <F>(failure: F): Err<F> => ({ ok: false, failure });
