import type { ItemKind } from '../../kinds.js';
import { type ExitCode } from '../core/failure.js';
import type { CommonOptions } from '../core/flags.js';
import { type Invocation, openCommand } from '../run/context.js';
import { waitFlag } from '../run/options.js';
import { performRun } from '../run/run.js';
import { type CommandDefinition, exampleIds } from './definition.js';

export const pushCommand = (kind: ItemKind): CommandDefinition => ({
  argument: 'an id from the list, or the start of one',
  options: [
    { flags: '--dry-run', description: 'download and convert only; send and store nothing' },
    {
      flags: '--wait [seconds]',
      description: 'wait until OpenCTI has imported them (default without a number: 600)',
    },
  ],
  examples: [
    [`${kind} push ${exampleIds[kind]}`, 'Delivers it again, for example after it was deleted in OpenCTI.'],
    [`${kind} push ${exampleIds[kind]} --wait`, 'The same, and waits until OpenCTI has imported it.'],
  ],
  run: (command, invocation) => push(kind, command.args, command.optsWithGlobals(), invocation),
});

interface PushFlags extends CommonOptions {
  readonly dryRun?: boolean | undefined;
  readonly wait?: string | true | undefined;
}

/** Delivers the items in a run like that of `sync`, under its lock and with its cursor. */
async function push(
  kind: ItemKind,
  ids: readonly string[],
  flags: PushFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  const context = await openCommand(invocation, flags);
  if (!context.ok) return invocation.output.fail(context.failure);
  const wait = waitFlag(flags.wait);
  if (!wait.ok) return invocation.output.fail(wait.failure);
  return performRun(context.value, {
    destination: { dryRun: flags.dryRun === true },
    task: { type: 'push', kind, ids },
    waitSeconds: wait.value,
    resume: 'none',
  });
}
