import type { ItemKind } from '../../kinds.js';
import type { ExitCode } from '../core/failure.js';
import type { CommonOptions } from '../core/flags.js';
import { withConfig } from '../run/context.js';
import { waitFlag } from '../run/options.js';
import { performRun } from '../run/run.js';

export interface PushFlags extends CommonOptions {
  readonly dryRun?: boolean | undefined;
  readonly wait?: string | true | undefined;
}

/** `push`: the named items by the same run as `sync`, under its lock and recorded in its cursor. */
export function pushCommand(kind: ItemKind, ids: readonly string[], flags: PushFlags): Promise<ExitCode> {
  return withConfig(flags, (context) => {
    const wait = waitFlag(flags.wait);
    if (!wait.ok) return context.fail(wait.failure);
    return performRun(context, {
      destination: { dryRun: flags.dryRun === true },
      task: { type: 'push', kind, ids },
      waitSeconds: wait.value,
      resume: 'none',
    });
  });
}
