import { type CompletedOption, type CompletedCommand, completionScripts } from '../ui/completion.js';
import { exitCodes, usage } from '../core/failure.js';
import type { CompletionDocument } from '../documents/schemas.js';
import { commonOptions } from './common-options.js';
import type { CommandDefinition, DescribedCommand, OptionDescription } from './definition.js';

const shells = Object.keys(completionScripts);

/** @param describe a parameter, because the table of commands contains this command */
export function completionCommand(describe: () => Promise<readonly DescribedCommand[]>): CommandDefinition {
  return {
    argument: shells.join(', '),
    argumentChoices: shells,
    examples: [
      ['completion bash > ~/.local/share/bash-completion/completions/teamt5-opencti', 'For bash.'],
      ['completion zsh > ~/.zfunc/_teamt5-opencti', 'For zsh, with fpath+=~/.zfunc before compinit.'],
    ],
    notes: 'For fish: ~/.config/fish/completions/teamt5-opencti.fish',
    async run({ args: [shell = ''] }, { output }) {
      const script = completionScripts[shell];
      if (script === undefined)
        return output.fail(
          usage(`There is no completion for ${JSON.stringify(shell)}.`, `Give one of: ${shells.join(', ')}.`),
        );
      const text = script((await describe()).map(completed), commonOptions.map(optionOf));
      if (output.json) output.printJson({ shell, script: text } satisfies CompletionDocument);
      else output.print(text);
      return exitCodes.done;
    },
  };
}

function completed({ path, summary, isDefault, definition }: DescribedCommand): CompletedCommand {
  return {
    path,
    summary,
    isDefault: isDefault === true,
    options: (definition?.options ?? []).map(optionOf),
    values: definition?.argumentChoices ?? [],
  };
}

/** The notation of commander: `-V, --version`, `--limit <n>`, `--wait [seconds]`. */
function optionOf({ flags, description, choices = [] }: OptionDescription): CompletedOption {
  const [, name = flags, notation] = /(--[\w-]+)(?: ([<[].*))?$/.exec(flags) ?? [];
  const value = notation?.startsWith('<') === true ? notation.slice(1, -1) : undefined;
  const levels = value === 'level' ? ['debug', 'info', 'warn', 'error'] : [];
  return {
    name,
    description,
    takesValue: value !== undefined,
    choices: [...choices, ...levels],
    paths:
      value?.startsWith('dir') === true
        ? 'directories'
        : value === 'file' || value === 'path'
          ? 'files'
          : undefined,
  };
}
