import { type Config, type ConfigFailure, loadConfig, type LoadedConfig } from '../../config/index.js';
import { ok, type Result } from '../../lib/index.js';
import type { CommonOptions } from '../core/flags.js';
import type { LastNet } from '../core/last-net.js';
import type { Output } from '../ui/output.js';

/** What the program gives to a command. */
export interface Invocation {
  readonly output: Output;
  readonly net: LastNet;
  readonly now: () => Date;
}

/** What a command works with after its configuration has been read. */
export interface CommandContext extends Output {
  readonly config: Config;
  readonly loaded: LoadedConfig;
  readonly net: LastNet;
  readonly now: () => Date;
}

/** Reads the configuration and logs notices about it. */
export async function openCommand(
  { output, net, now }: Invocation,
  options: CommonOptions & {
    readonly concurrency?: string | undefined;
    readonly pingUrl?: string | undefined;
  },
): Promise<Result<CommandContext, ConfigFailure>> {
  const { host } = output;
  const { config: configFile, logLevel, concurrency, pingUrl } = options;
  const loaded = await loadConfig({
    flags: {
      ...(logLevel === undefined ? {} : { 'connector.log_level': logLevel }),
      ...(concurrency === undefined ? {} : { 'http.concurrency': concurrency }),
      ...(pingUrl === undefined ? {} : { 'sync.ping_url': pingUrl }),
    },
    env: host.env,
    cwd: host.workingDirectory(),
    home: host.homeDirectory(),
    userId: host.userId(),
    ...(configFile === undefined ? {} : { configFile }),
  });
  if (loaded.ok) output.configure(loaded.value);
  else output.log.conceal(loaded.failure.rest.secrets);
  const { notices } = loaded.ok ? loaded.value : loaded.failure;
  for (const { level, message } of notices) output.log[level](message, { event: 'configuration' });
  return loaded.ok ? ok({ ...output, loaded: loaded.value, config: loaded.value.config, net, now }) : loaded;
}
