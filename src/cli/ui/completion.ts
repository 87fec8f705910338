/** Completion scripts: text without calls of the program, so that a completion costs no start of it. */

export interface CompletedOption {
  /** `--since` */
  readonly name: string;
  readonly description: string;
  /** False also for an optional value. */
  readonly takesValue: boolean;
  readonly choices: readonly string[];
  readonly paths: 'files' | 'directories' | undefined;
}

export interface CompletedCommand {
  readonly path: readonly string[];
  readonly summary: string;
  /** The command that its group runs without a command. */
  readonly isDefault: boolean;
  readonly options: readonly CompletedOption[];
  /** Of the argument. */
  readonly values: readonly string[];
}

type Script = (commands: readonly CompletedCommand[], common: readonly CompletedOption[]) => string;

export const completionScripts: Readonly<Record<string, Script | undefined>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

const program = 'teamt5-opencti';
const help: CompletedOption = {
  name: '--help',
  description: 'display help',
  takesValue: false,
  choices: [],
  paths: undefined,
};

/** What can follow a path: names of commands, or values of an argument. */
interface Place {
  readonly path: string;
  readonly next: readonly { readonly word: string; readonly description: string }[];
  readonly options: readonly CompletedOption[];
}

/** The root, each group and each command. A group has the options of its default command, too. */
function placesOf(
  commands: readonly CompletedCommand[],
  common: readonly CompletedOption[],
): readonly Place[] {
  const below = (parent: readonly string[]): readonly CompletedCommand[] =>
    commands.filter(
      ({ path }) => path.length === parent.length + 1 && parent.every((name, i) => path[i] === name),
    );
  const all = [{ path: [], options: [], values: [] }, ...commands];
  return all.map(({ path, options, values }) => {
    const children = below(path);
    const defaults = children.find(({ isDefault }) => isDefault)?.options ?? [];
    return {
      path: path.join(' '),
      next: [
        ...children.map((child) => ({ word: child.path.at(-1) ?? '', description: child.summary })),
        ...values.map((word) => ({ word, description: '' })),
      ],
      options: [...options, ...defaults, ...common, help],
    };
  });
}

const valuedOptions = (places: readonly Place[]): readonly string[] => [
  ...new Set(
    places.flatMap(({ options }) => options.filter((one) => one.takesValue).map(({ name }) => name)),
  ),
];

/** Shell text that cannot end its quotes. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Cases by option with choices or paths; an option has the same ones in all commands that have it. */
function valueCases(places: readonly Place[], write: (option: CompletedOption) => string): readonly string[] {
  const cases = new Map<string, string>();
  for (const { path, options } of places)
    for (const option of options) {
      if (!option.takesValue) continue;
      const text = write(option);
      const known = cases.get(option.name);
      if (known === undefined) cases.set(option.name, text);
      else if (known !== text) cases.set(`${path}:${option.name}`, text);
    }
  // Those of one command come first.
  return [...cases]
    .sort(([a], [b]) => Number(b.includes(':')) - Number(a.includes(':')))
    .map(([name, text]) => `    ${name.includes(':') ? quoted(name) : `*:${name}`}) ${text} ;;`);
}

/** The command before the cursor, in `command`; bash and zsh share it except for the names of variables. */
const findCommand = (places: readonly Place[], words: string, first: number, last: string): string =>
  `
  local command='' word before='' i
  for ((i = ${first}; i < ${last}; i++)); do
    word="\${${words}[i]}"
    case "$before" in
      ${valuedOptions(places).join('|')}) ;;
      *)
        case "\${command:+$command }$word" in
          ${places
            .filter(({ path }) => path !== '')
            .map(({ path }) => quoted(path))
            .join('|')}) command="\${command:+$command }$word" ;;
        esac
        ;;
    esac
    before=$word
  done`.slice(1);

function bashScript(commands: readonly CompletedCommand[], common: readonly CompletedOption[]): string {
  const places = placesOf(commands, common);
  const values = valueCases(places, ({ choices, paths }) => {
    if (paths !== undefined) return `_${name}_paths ${paths === 'files' ? '-f' : '-d'} "$current"; return`;
    return choices.length > 0 ? `words='${choices.join(' ')}'` : 'return';
  });
  const words = places.map(({ path, next, options }) => {
    const names = next.map(({ word }) => word).join(' ');
    return `    ${quoted(path)}) words='${names}' options='${options.map(({ name }) => name).join(' ')}' ;;`;
  });
  return `# bash completion of ${program}
_${name}_paths() {
  local path
  compopt -o filenames 2>/dev/null
  while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen "$1" -- "$2")
}

_${name}() {
  COMPREPLY=()
  local current=\${COMP_WORDS[COMP_CWORD]} words='' options=''
${findCommand(places, 'COMP_WORDS', 1, 'COMP_CWORD')}
  # readline splits --option=value into three words.
  if [[ $current == = ]]; then
    current=''
  elif [[ $before == = ]]; then
    before=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case "$command:$before" in
${values.join('\n')}
    *)
      case "$command" in
${words.map((line) => `    ${line}`).join('\n')}
      esac
      if [[ $current == -* ]]; then words=$options; fi
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}

complete -F _${name} ${program}
`;
}

const name = 'teamt5_opencti';

function zshScript(commands: readonly CompletedCommand[], common: readonly CompletedOption[]): string {
  const places = placesOf(commands, common);
  const item = (word: string, description: string): string =>
    quoted(`${word.replaceAll(':', '\\:')}${description === '' ? '' : `:${description}`}`);
  const values = valueCases(places, ({ choices, paths }) => {
    if (paths !== undefined) return paths === 'files' ? '_files; return' : '_files -/; return';
    return choices.length > 0 ? `compadd -- ${choices.join(' ')}; return` : "_message 'value'; return";
  });
  const lists = places.map(({ path, next, options }) => {
    const entries = next.map(({ word, description }) => item(word, description)).join(' ');
    const flags = options.map((option) => item(option.name, option.description)).join(' ');
    return `    ${quoted(path)})\n      entries=(${entries})\n      options=(${flags})\n      ;;`;
  });
  return `#compdef ${program}
_${name}() {
  local -a entries options
${findCommand(places, 'words', 2, 'CURRENT')}
  case "$command:$before" in
${values.join('\n')}
  esac
  case "$command" in
${lists.join('\n')}
  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then
    _describe -o option options
  else
    _describe command entries
  fi
}

# Called from a file of fpath, or defined by a start-up file that evaluates this text.
if [[ "\${funcstack[1]}" == _${program} ]]; then
  _${name} "$@"
else
  compdef _${name} ${program}
fi
`;
}

function fishScript(commands: readonly CompletedCommand[], common: readonly CompletedOption[]): string {
  const lines = placesOf(commands, []).flatMap(({ path, next, options }) => {
    const condition = fishCondition(
      path,
      next.map(({ word }) => word),
    );
    return [
      ...next.map(
        ({ word, description }) => `${fish} -n ${quoted(condition)} -a ${word}${fishText(description)}`,
      ),
      ...options
        .filter((option) => option !== help)
        .map((option) => `${fish} -n ${quoted(condition)} ${fishOption(option)}`),
    ];
  });
  return [
    `# fish completion of ${program}`,
    `${fish} -f`,
    ...[...common, help].map((option) => `${fish} ${fishOption(option)}`),
    ...lines,
    '',
  ].join('\n');
}

const fish = `complete -c ${program}`;

const fishText = (text: string): string => (text === '' ? '' : ` -d ${fishQuoted(text)}`);

/** Within the quotes of fish, a backslash escapes a quote. */
const fishQuoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", `\\'`)}'`;

/** All names of the path, and none of those that can follow. */
function fishCondition(path: string, next: readonly string[]): string {
  if (path === '') return '__fish_use_subcommand';
  const seen = path.split(' ').map((word) => `__fish_seen_subcommand_from ${word}`);
  const none = next.length === 0 ? [] : [`not __fish_seen_subcommand_from ${next.join(' ')}`];
  return [...seen, ...none].join('; and ');
}

function fishOption({ name, description, takesValue, choices, paths }: CompletedOption): string {
  const value =
    paths === 'files' ? ' -rF' : paths === 'directories' ? " -xa '(__fish_complete_directories)'" : ' -x';
  const values = choices.length > 0 ? ` -xa '${choices.join(' ')}'` : value;
  return `-l ${name.slice(2)}${takesValue ? values : ''}${fishText(description)}`;
}
