import type { Finished } from './engine.js';

/** A failure of a check; its message has the output of the container. */
export class CheckFailure extends Error {}

export function expect(condition: boolean, what: string, details: unknown): asserts condition {
  if (condition) return;
  throw new CheckFailure(`${what}\n${typeof details === 'string' ? details : JSON.stringify(details)}`);
}

/** Ended with this exit code, and stdout and stderr together match. */
export function expectEnd(finished: Finished, code: number, output = /^/): void {
  const text = `${finished.stdout}${finished.stderr}`;
  expect(finished.code === code, `exit code ${String(finished.code)} instead of ${code}`, text);
  expect(output.test(text), `output does not match ${String(output)}`, text);
}
