import { environmentSecrets } from '../../config/index.js';
import { sourceStack } from '../../lib/index.js';
import { type ExitCode, exitCodes } from '../core/failure.js';
import type { Output } from './output.js';

/**
 * Reports an exception, which is a bug: one line, and its stack with `--log-level debug`. The text of an exception can
 * quote anything, so known secrets are redacted.
 * @param output that of the command, which knows the secrets of the configuration
 */
export function reportBug(error: unknown, output: Output): ExitCode {
  // An exception before the configuration has been read: only the environment holds secrets.
  for (const secret of environmentSecrets(process.env)) output.log.conceal(secret);
  const message = output.log.redact(`bug: ${error instanceof Error ? error.message : String(error)}`);
  const hint = 'Please report it, with the output of the same command with --log-level debug.';
  output.log.error(`${message}. ${hint}`, { event: 'bug' });
  if (output.debug && error instanceof Error) output.advise([sourceStack(error)]);
  if (output.json) output.printJson({ error: { reason: 'bug', message, hint } });
  return exitCodes.bug;
}
