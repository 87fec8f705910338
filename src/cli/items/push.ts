import type { Kind } from '../../threatvision/index.js';
import { withConfig } from '../command.js';
import type { ExitCode } from '../exit-code.js';
import type { CommonOptions } from '../output.js';
import { configuredOptions, waitFlag } from '../run/options.js';
import { performRun } from '../run/run.js';
import { lookUp } from './source.js';

export interface PushFlags extends CommonOptions {
  readonly dryRun?: boolean;
  readonly wait?: string | true;
}

/** `push`: these items through the engine of `sync`, under its lock, remembered in its cursor. */
export function pushCommand(kind: Kind, ids: readonly string[], flags: PushFlags): Promise<ExitCode> {
  return withConfig(flags, (context) => {
    const wait = waitFlag(flags.wait);
    if (!wait.ok) return context.fail(wait.failure);
    const dryRun = flags.dryRun === true;
    return performRun(context, {
      stage: { dryRun },
      wait: wait.value,
      dryRun,
      byHand: true,
      async plan(client) {
        const found = await lookUp(client, kind, ids);
        if (!found.ok) return found;
        const configured = configuredOptions(context.config);
        return {
          ok: true,
          value: { ...configured, kinds: [kind], only: found.value, retryFailed: false, dryRun },
        };
      },
    });
  });
}
