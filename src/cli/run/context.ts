import { homedir } from 'node:os';

import { type Config, loadConfig, type LoadedConfig } from '../../config/index.js';
import type { CliFailure, ExitCode } from '../core/failure.js';
import type { CommonOptions } from '../core/flags.js';
import { createOutput, type Output } from '../ui/output.js';

/** What a command works with once the configuration is read. */
export interface CommandContext extends Output {
  readonly config: Config;
  readonly loaded: LoadedConfig;
}

/**
 * Reads the configuration, says what is to be said of it, and runs the command; or fails in one line.
 * @param failed for a command that has more to say of a failure than that line
 */
export async function withConfig(
  options: CommonOptions & { readonly concurrency?: string | undefined },
  body: (context: CommandContext) => Promise<ExitCode>,
  failed: (output: Output, failure: CliFailure) => Promise<ExitCode> = (output, failure) =>
    output.fail(failure),
): Promise<ExitCode> {
  const { config: configFile, logLevel, concurrency } = options;
  const loaded = await loadConfig({
    flags: {
      ...(logLevel === undefined ? {} : { 'connector.log_level': logLevel }),
      ...(concurrency === undefined ? {} : { 'http.concurrency': concurrency }),
    },
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    userId: process.getuid?.(),
    ...(configFile === undefined ? {} : { configFile }),
  });
  if (!loaded.ok) {
    const output = createOutput(options);
    for (const { level, message } of loaded.failure.notices) output.log[level](message);
    return failed(output, loaded.failure);
  }
  const output = createOutput(options, loaded.value);
  for (const { level, message } of loaded.value.notices)
    output.log[level](message, { event: 'configuration' });
  try {
    return await body({ ...output, loaded: loaded.value, config: loaded.value.config });
  } catch (error) {
    const { reportBug } = await import('../ui/report-bug.js');
    return reportBug(error, process.argv, output);
  }
}
