import { environmentSecrets } from '../../config/index.js';
import { sourceStack } from '../../lib/index.js';
import { type ExitCode, exitCodes } from '../core/failure.js';
import { legibleOptions } from '../core/flags.js';
import { createOutput, type Output } from './output.js';

/**
 * An exception is a bug: one line for people, the stack only where it was asked for (`--log-level debug`). Its text may
 * quote anything: no secret that is known leaves the program with it.
 * @param output the command's own, where it has come that far: that one knows all secrets
 */
export function reportBug(
  error: unknown,
  argv: readonly string[],
  output: Output = createOutput(legibleOptions(argv), { secrets: environmentSecrets(process.env) }),
): ExitCode {
  const message = output.log.redact(`bug: ${error instanceof Error ? error.message : String(error)}`);
  const hint = 'Please report it, with what the same command says under --log-level debug.';
  output.log.error(`${message}. ${hint}`, { event: 'bug' });
  const debugging = argv.some((word, at) => word === 'debug' && argv[at - 1] === '--log-level');
  if ((debugging || argv.includes('--log-level=debug')) && error instanceof Error) {
    output.advise([sourceStack(error)]);
  }
  if (output.json) output.printJson({ error: { reason: 'bug', message, hint } });
  return exitCodes.bug;
}
