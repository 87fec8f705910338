import { sourceStack } from '../../lib/index.js';
import { type BugFailure, bugHint, type ExitCode, exitCodes } from '../core/failure.js';
import type { Output } from './output.js';

/** Logs one line, with the stack at `--log-level debug`, and prints a document with `--json`. */
export function reportBug(error: unknown, output: Output): ExitCode {
  const { reason, message } = logBug(error, output);
  if (output.json) output.printJson({ error: { reason, message, hint: bugHint } });
  return exitCodes.bug;
}

/** The text of an exception can quote anything from outside. */
export function logBug(error: unknown, output: Output): BugFailure {
  const message = `bug: ${output.log.outsideText(error instanceof Error ? error.message : String(error))}`;
  output.log.error(`${message}. ${bugHint}`, { event: 'bug' });
  if (output.debug && error instanceof Error) output.advise([sourceStack(error)]);
  return { reason: 'bug', message };
}
