import type { Command } from 'commander';

import type { ItemKind } from '../../kinds.js';
import type { ExitCode } from '../core/failure.js';
import type { Invocation } from '../run/context.js';

/** Its module is loaded when the command is called. */
export interface CommandEntry {
  /** Name and arguments in commander's notation: `show <id>`. */
  readonly usage: string;
  /** One sentence, for the list and as the start of the help. */
  readonly summary: string;
  /** The command that its group runs without a command. */
  readonly isDefault?: boolean | undefined;
  readonly load: () => Promise<CommandDefinition>;
}

export interface CommandDefinition {
  /** Describes the argument of the entry's `usage`. */
  readonly argument?: string | undefined;
  /** The values of the argument, for completion. */
  readonly argumentChoices?: readonly string[] | undefined;
  readonly options?: readonly OptionDescription[] | undefined;
  readonly examples: readonly Example[];
  /** Appended to the help. */
  readonly notes?: string | undefined;
  /** @param command the parsed command line: `optsWithGlobals()`, `args` */
  readonly run: (command: Command, invocation: Invocation) => Promise<ExitCode>;
}

/** A command with its place, for the completion scripts and the manual. */
export interface DescribedCommand {
  /** `['reports', 'list']` */
  readonly path: readonly string[];
  /** The path and the arguments: `reports show <id>`. */
  readonly usage: string;
  readonly summary: string;
  readonly isDefault?: boolean | undefined;
  /** Undefined for a group. */
  readonly definition?: CommandDefinition | undefined;
}

/** A command line without the name of the program, and its purpose. */
export type Example = readonly [typed: string, purpose: string];

export interface OptionDescription {
  /** In commander's notation: `--limit <n>`. */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[] | undefined;
  readonly default?: string | undefined;
}

/** The ids in the examples of the help. */
export const exampleIds: Readonly<Record<ItemKind, string>> = { reports: 'glassheron-2026', bundles: '4107' };
