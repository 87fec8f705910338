/** Compared literally, so that a change of a `--help` is visible in review. */
export const helpTexts: Readonly<Record<string, string>> = {
  '': `Usage: teamt5-opencti [options] [command]

Imports TeamT5 ThreatVision reports and indicator bundles into OpenCTI. Repeats
update, never duplicate.

Options:
  -V, --version          display the version
  --config <file>        configuration file (default: the nearest .teamt5rc)
  --log-level <level>    lowest level to log: debug, info, warn or error
                         (default: info on a terminal, warn otherwise; env
                         CONNECTOR_LOG_LEVEL)
  --log-format <format>  format of the log on stderr (choices: "pretty", "json")
  --no-color             no colors (NO_COLOR and TERM=dumb have the same effect)
  --quiet                log errors only
  --json                 print the result as one JSON document
  -h, --help             display help

Commands:
  init                   Writes a commented .teamt5rc: asks on a terminal; in a
                         script, uses flags and variables.
  auth                   Checks both accounts and their rights, and shows what
                         OpenCTI knows of the connector.
  sync                   Delivers everything new, once. Made for cron and
                         systemd timers.
  status                 Shows the last run, the progress, the items that wait
                         for a retry, and what OpenCTI knows.
  config                 Shows the configuration and the origin of each value.
                         Secrets are masked.
  reset                  Forgets what was delivered, here and in OpenCTI: the
                         next sync starts over.
  schema [command]       Prints the JSON Schema of a --json document or of the
                         configuration file.
  completion <shell>     Prints a completion script for bash, zsh or fish.
  reports                Lists, shows, exports and pushes single reports;
                         \`reports\` alone lists them.
  bundles                Lists, shows, exports and pushes single bundles;
                         \`bundles\` alone lists them.
  help [command...]      Displays the help of a command.

Examples:
  $ teamt5-opencti init
      The first step: writes the configuration file.
  $ teamt5-opencti sync
      One run. In a crontab: 7 * * * * teamt5-opencti sync

\`teamt5-opencti <command> --help\` shows the options and examples of a command.
`,
  init: `Usage: teamt5-opencti init [options]

Writes a commented .teamt5rc: asks on a terminal; in a script, uses flags and
variables.

Options:
  --output <file>        the file to write (default: ".teamt5rc")
  --opencti-url <url>    URL of the OpenCTI platform
  --connector-id <uuid>  id of the connector (default: the id in the overwritten
                         file or in config.yml, else a new one)
  --force                overwrite the file; a backup and the id of the
                         connector are kept
  -h, --help             display help

Global Options:
  --config <file>        configuration file (default: the nearest .teamt5rc)
  --log-level <level>    lowest level to log: debug, info, warn or error
                         (default: info on a terminal, warn otherwise; env
                         CONNECTOR_LOG_LEVEL)
  --log-format <format>  format of the log on stderr (choices: "pretty", "json")
  --no-color             no colors (NO_COLOR and TERM=dumb have the same effect)
  --quiet                log errors only
  --json                 print the result as one JSON document

Examples:
  $ teamt5-opencti init
      Asks for both accounts, writes .teamt5rc with mode 0600, and tries them.
  $ teamt5-opencti init --opencti-url https://cti.example.org --output ~/.teamt5rc
      The same in a script. Secrets come from OPENCTI_TOKEN, TEAMT5_CLIENT_ID
      and TEAMT5_CLIENT_SECRET, or from the files that <NAME>_FILE names.

init copies the values of environment variables and of the Python connector's
config.yml (in this directory, or the file of --config).
`,
  auth: `Usage: teamt5-opencti auth [options]

Checks both accounts and their rights, and shows what OpenCTI knows of the
connector.

Options:
  --clear                delete the cached ThreatVision token
  -h, --help             display help

Global Options:
  --config <file>        configuration file (default: the nearest .teamt5rc)
  --log-level <level>    lowest level to log: debug, info, warn or error
                         (default: info on a terminal, warn otherwise; env
                         CONNECTOR_LOG_LEVEL)
  --log-format <format>  format of the log on stderr (choices: "pretty", "json")
  --no-color             no colors (NO_COLOR and TERM=dumb have the same effect)
  --quiet                log errors only
  --json                 print the result as one JSON document

Examples:
  $ teamt5-opencti auth
      Before the first run, and after a run with exit code 3.
  $ teamt5-opencti auth --clear
      After a change of the ThreatVision account.
`,
  sync: `Usage: teamt5-opencti sync [options]

Delivers everything new, once. Made for cron and systemd timers.

Options:
  --since <time>             deliver again from this time on: Unix seconds, ISO
                             8601, or back from now (7d)
  --until <time>             ignore items newer than this time
  --only <kind>              process one kind only (choices: "reports",
                             "bundles")
  --dry-run                  show what a run would deliver; send and store
                             nothing
  --output <dir>             write one STIX bundle file per item instead of
                             pushing
  --max-items <n>            stop after this number of items; the next run
                             continues (with --since, the summary names the
                             rest)
  --max-duration <duration>  stop after this time (50m, PT15M, or a number of
                             seconds), like --max-items
  --wait [seconds]           wait until OpenCTI has imported everything (default
                             without a number: 600)
  --concurrency <n>          Maximum number of requests to ThreatVision at the
                             same time. (default 8, env TEAMT5_HTTP_CONCURRENCY)
  --if-due                   run only if the last run is older than
                             connector.duration_period, or if the retry of an
                             item is due
  --retry-failed             retry all failed items now
  --metrics-file <path>      write metrics for a Prometheus textfile collector
  --ping-url <url>           request this URL at start and end, for a monitoring
                             service (env TEAMT5_PING_URL, which other users
                             cannot read)
  -h, --help                 display help

Global Options:
  --config <file>            configuration file (default: the nearest .teamt5rc)
  --log-level <level>        lowest level to log: debug, info, warn or error
                             (default: info on a terminal, warn otherwise; env
                             CONNECTOR_LOG_LEVEL)
  --log-format <format>      format of the log on stderr (choices: "pretty",
                             "json")
  --no-color                 no colors (NO_COLOR and TERM=dumb have the same
                             effect)
  --quiet                    log errors only
  --json                     print the result as one JSON document

Examples:
  $ teamt5-opencti sync
      In a crontab: 7 * * * * teamt5-opencti sync. Silent while all is well.
  $ teamt5-opencti sync --since 30d --only reports --dry-run
      Shows what delivering the reports of the last 30 days again would do.

Exit codes: 0 done or nothing to do, 1 a bug, 2 usage, configuration or state,
3 credentials refused, 4 ThreatVision unreachable, 5 OpenCTI unreachable or
refusing, 6 items failed and wait for a retry, 7 another run is active, 130 and
143 interrupted, with the state saved.
`,
  status: `Usage: teamt5-opencti status [options]

Shows the last run, the progress, the items that wait for a retry, and what
OpenCTI knows.

Options:
  --offline              read the local state only; send no request
  --all                  show every failed or incomplete item instead of the
                         first five
  --html <file>          also write a page with the runs of the last 90 days, to
                         open in a browser or to print
  --force                overwrite an existing file of --html
  --output <dir>         the state that \`sync --output\` keeps in this directory
  --check                for monitoring: print one line and exit with 0 (ok), 1
                         (warning), 2 (critical) or 3 (unknown)
  --max-age <duration>   with --check: critical if no run worked for so long
                         (default: twice connector.duration_period)
  --max-failed <n>       with --check: warning if more items failed or objects
                         were refused (default: 0)
  -h, --help             display help

Global Options:
  --config <file>        configuration file (default: the nearest .teamt5rc)
  --log-level <level>    lowest level to log: debug, info, warn or error
                         (default: info on a terminal, warn otherwise; env
                         CONNECTOR_LOG_LEVEL)
  --log-format <format>  format of the log on stderr (choices: "pretty", "json")
  --no-color             no colors (NO_COLOR and TERM=dumb have the same effect)
  --quiet                log errors only
  --json                 print the result as one JSON document

Examples:
  $ teamt5-opencti status --offline --html status.html
      Charts, failed items and latest runs, to pass on.
  $ teamt5-opencti status --check --max-age 3h
      For monitoring an hourly run: reads the local state, sends no request.
`,
  reset: `Usage: teamt5-opencti reset [options]

Forgets what was delivered, here and in OpenCTI: the next sync starts over.

Options:
  --only <kind>          forget one kind only (choices: "reports", "bundles")
  --to <time>            start from this time instead of the first-run
                         timestamp: Unix seconds, ISO 8601, or back from now
                         (7d)
  --failed [ids...]      forget failed items only: all, or those whose ids start
                         with these texts
  --output <dir>         reset the state that \`sync --output\` keeps in this
                         directory
  --dry-run              show what would be forgotten
  --yes                  do not ask for confirmation on a terminal
  -h, --help             display help

Global Options:
  --config <file>        configuration file (default: the nearest .teamt5rc)
  --log-level <level>    lowest level to log: debug, info, warn or error
                         (default: info on a terminal, warn otherwise; env
                         CONNECTOR_LOG_LEVEL)
  --log-format <format>  format of the log on stderr (choices: "pretty", "json")
  --no-color             no colors (NO_COLOR and TERM=dumb have the same effect)
  --quiet                log errors only
  --json                 print the result as one JSON document

Examples:
  $ teamt5-opencti reset --only reports --to 2026-01-01
      Delivers all reports of this year again.
  $ teamt5-opencti reset --failed
      Gives up on the failed items: only push or a change delivers them.
`,
  schema: `Usage: teamt5-opencti schema [options] [command]

Prints the JSON Schema of a --json document or of the configuration file.

Arguments:
  command                for example sync or list; without it, all commands

Options:
  -h, --help             display help

Global Options:
  --config <file>        configuration file (default: the nearest .teamt5rc)
  --log-level <level>    lowest level to log: debug, info, warn or error
                         (default: info on a terminal, warn otherwise; env
                         CONNECTOR_LOG_LEVEL)
  --log-format <format>  format of the log on stderr (choices: "pretty", "json")
  --no-color             no colors (NO_COLOR and TERM=dumb have the same effect)
  --quiet                log errors only
  --json                 print the result as one JSON document

Examples:
  $ teamt5-opencti schema sync
      The schema of what \`sync --json\` prints.
  $ teamt5-opencti schema config
      The schema of the configuration file, for editors.
`,
  completion: `Usage: teamt5-opencti completion [options] <shell>

Prints a completion script for bash, zsh or fish.

Arguments:
  shell                  bash, zsh, fish

Options:
  -h, --help             display help

Global Options:
  --config <file>        configuration file (default: the nearest .teamt5rc)
  --log-level <level>    lowest level to log: debug, info, warn or error
                         (default: info on a terminal, warn otherwise; env
                         CONNECTOR_LOG_LEVEL)
  --log-format <format>  format of the log on stderr (choices: "pretty", "json")
  --no-color             no colors (NO_COLOR and TERM=dumb have the same effect)
  --quiet                log errors only
  --json                 print the result as one JSON document

Examples:
  $ teamt5-opencti completion bash > ~/.local/share/bash-completion/completions/teamt5-opencti
      For bash.
  $ teamt5-opencti completion zsh > ~/.zfunc/_teamt5-opencti
      For zsh, with fpath+=~/.zfunc before compinit.

For fish: ~/.config/fish/completions/teamt5-opencti.fish
`,
  reports: `Usage: teamt5-opencti reports [options] [command]

Lists, shows, exports and pushes single reports; \`reports\` alone lists them.

Options:
  -h, --help             display help

Global Options:
  --config <file>        configuration file (default: the nearest .teamt5rc)
  --log-level <level>    lowest level to log: debug, info, warn or error
                         (default: info on a terminal, warn otherwise; env
                         CONNECTOR_LOG_LEVEL)
  --log-format <format>  format of the log on stderr (choices: "pretty", "json")
  --no-color             no colors (NO_COLOR and TERM=dumb have the same effect)
  --quiet                log errors only
  --json                 print the result as one JSON document

Commands:
  list                   Lists the reports of ThreatVision, newest first, with
                         the state of each.
  show <id>              Shows one report: its metadata, its content, and the
                         changes made by the conversion.
  export <id...>         Writes reports to files or to stdout.
  push <id...>           Delivers reports to OpenCTI, also if they were
                         delivered before.
  verify [id...]         Checks that OpenCTI has every object of reports, and
                         lists the missing ones.
  help [command...]      Displays the help of a command.

Examples:
  $ teamt5-opencti reports
      Lists the newest 20 reports.
  $ teamt5-opencti reports show --help
      Each of these commands has its own examples.

\`reports\` alone accepts the options of \`list\` (\`reports list --help\`).
`,
  'reports list': `Usage: teamt5-opencti reports list [options]

Lists the reports of ThreatVision, newest first, with the state of each.

Options:
  --since <time>         ignore older items: Unix seconds, ISO 8601, or back
                         from now (7d)
  --until <time>         ignore items newer than this time
  --type <text>          only types that contain this text, for example flash
  --search <text>        only items with this text in title, id, tags or digest
  --limit <n>            the number of items to list (default: 20)
  -h, --help             display help

Global Options:
  --config <file>        configuration file (default: the nearest .teamt5rc)
  --log-level <level>    lowest level to log: debug, info, warn or error
                         (default: info on a terminal, warn otherwise; env
                         CONNECTOR_LOG_LEVEL)
  --log-format <format>  format of the log on stderr (choices: "pretty", "json")
  --no-color             no colors (NO_COLOR and TERM=dumb have the same effect)
  --quiet                log errors only
  --json                 print the result as one JSON document

Examples:
  $ teamt5-opencti reports list --since 30d
      Lists the newest reports of the last 30 days.
  $ teamt5-opencti reports list --search glassheron-2026 --json
      Searches, and prints JSON for a script.
`,
  'reports show': `Usage: teamt5-opencti reports show [options] <id>

Shows one report: its metadata, its content, and the changes made by the
conversion.

Arguments:
  id                     an id from the list, or the start of one

Options:
  --graph <file>         also write a page that shows the objects as a graph, to
                         open in a browser
  --force                overwrite an existing file of --graph
  -h, --help             display help

Global Options:
  --config <file>        configuration file (default: the nearest .teamt5rc)
  --log-level <level>    lowest level to log: debug, info, warn or error
                         (default: info on a terminal, warn otherwise; env
                         CONNECTOR_LOG_LEVEL)
  --log-format <format>  format of the log on stderr (choices: "pretty", "json")
  --no-color             no colors (NO_COLOR and TERM=dumb have the same effect)
  --quiet                log errors only
  --json                 print the result as one JSON document

Examples:
  $ teamt5-opencti reports show glassheron-2026
      The start of an id suffices if no other id starts with it.
  $ teamt5-opencti reports show glassheron-2026 --graph graph.html
      Its objects and relationships as a page.
`,
  'reports export': `Usage: teamt5-opencti reports export [options] <id...>

Writes reports to files or to stdout.

Arguments:
  id                     an id from the list, or the start of one

Options:
  --format <format>      stix: as delivered to OpenCTI; html: the same as a
                         graph; original: as received (choices: "stix", "html",
                         "original", "pdf", default: "stix")
  --output <target>      a directory (existing, ending with /, or for several
                         items), a file, or - for stdout (default: ".")
  --force                overwrite existing files
  -h, --help             display help

Global Options:
  --config <file>        configuration file (default: the nearest .teamt5rc)
  --log-level <level>    lowest level to log: debug, info, warn or error
                         (default: info on a terminal, warn otherwise; env
                         CONNECTOR_LOG_LEVEL)
  --log-format <format>  format of the log on stderr (choices: "pretty", "json")
  --no-color             no colors (NO_COLOR and TERM=dumb have the same effect)
  --quiet                log errors only
  --json                 print the result as one JSON document

Examples:
  $ teamt5-opencti reports export glassheron-2026 --format pdf
      Writes into the current directory.
  $ teamt5-opencti reports export glassheron-2026 --output - | jq '.objects[].type'
      Prints what would be delivered.
`,
  'reports push': `Usage: teamt5-opencti reports push [options] <id...>

Delivers reports to OpenCTI, also if they were delivered before.

Arguments:
  id                     an id from the list, or the start of one

Options:
  --dry-run              download and convert only; send and store nothing
  --wait [seconds]       wait until OpenCTI has imported them (default without a
                         number: 600)
  -h, --help             display help

Global Options:
  --config <file>        configuration file (default: the nearest .teamt5rc)
  --log-level <level>    lowest level to log: debug, info, warn or error
                         (default: info on a terminal, warn otherwise; env
                         CONNECTOR_LOG_LEVEL)
  --log-format <format>  format of the log on stderr (choices: "pretty", "json")
  --no-color             no colors (NO_COLOR and TERM=dumb have the same effect)
  --quiet                log errors only
  --json                 print the result as one JSON document

Examples:
  $ teamt5-opencti reports push glassheron-2026
      Delivers it again, for example after it was deleted in OpenCTI.
  $ teamt5-opencti reports push glassheron-2026 --wait
      The same, and waits until OpenCTI has imported it.
`,
  'reports verify': `Usage: teamt5-opencti reports verify [options] [id...]

Checks that OpenCTI has every object of reports, and lists the missing ones.

Arguments:
  id                     an id from the list, or the start of one

Options:
  --since <time>         check all reports from this time on: Unix seconds, ISO
                         8601, or back from now (7d)
  -h, --help             display help

Global Options:
  --config <file>        configuration file (default: the nearest .teamt5rc)
  --log-level <level>    lowest level to log: debug, info, warn or error
                         (default: info on a terminal, warn otherwise; env
                         CONNECTOR_LOG_LEVEL)
  --log-format <format>  format of the log on stderr (choices: "pretty", "json")
  --no-color             no colors (NO_COLOR and TERM=dumb have the same effect)
  --quiet                log errors only
  --json                 print the result as one JSON document

Examples:
  $ teamt5-opencti reports verify glassheron-2026
      Lists the objects that OpenCTI does not have.
  $ teamt5-opencti reports verify --since 7d --json
      Checks the reports of the last week, for a script.

The exit code is 6 if an object is missing. \`status\` shows imports in progress.
`,
  bundles: `Usage: teamt5-opencti bundles [options] [command]

Lists, shows, exports and pushes single bundles; \`bundles\` alone lists them.

Options:
  -h, --help             display help

Global Options:
  --config <file>        configuration file (default: the nearest .teamt5rc)
  --log-level <level>    lowest level to log: debug, info, warn or error
                         (default: info on a terminal, warn otherwise; env
                         CONNECTOR_LOG_LEVEL)
  --log-format <format>  format of the log on stderr (choices: "pretty", "json")
  --no-color             no colors (NO_COLOR and TERM=dumb have the same effect)
  --quiet                log errors only
  --json                 print the result as one JSON document

Commands:
  list                   Lists the bundles of ThreatVision, newest first, with
                         the state of each.
  show <id>              Shows one indicator bundle: its metadata, its content,
                         and the changes made by the conversion.
  export <id...>         Writes bundles to files or to stdout.
  push <id...>           Delivers bundles to OpenCTI, also if they were
                         delivered before.
  verify [id...]         Checks that OpenCTI has every object of bundles, and
                         lists the missing ones.
  help [command...]      Displays the help of a command.

Examples:
  $ teamt5-opencti bundles
      Lists the newest 20 bundles.
  $ teamt5-opencti bundles show --help
      Each of these commands has its own examples.

\`bundles\` alone accepts the options of \`list\` (\`bundles list --help\`).
`,
  'bundles list': `Usage: teamt5-opencti bundles list [options]

Lists the bundles of ThreatVision, newest first, with the state of each.

Options:
  --since <time>         ignore older items: Unix seconds, ISO 8601, or back
                         from now (7d)
  --until <time>         ignore items newer than this time
  --search <text>        only items with this text in the id
  --limit <n>            the number of items to list (default: 20)
  -h, --help             display help

Global Options:
  --config <file>        configuration file (default: the nearest .teamt5rc)
  --log-level <level>    lowest level to log: debug, info, warn or error
                         (default: info on a terminal, warn otherwise; env
                         CONNECTOR_LOG_LEVEL)
  --log-format <format>  format of the log on stderr (choices: "pretty", "json")
  --no-color             no colors (NO_COLOR and TERM=dumb have the same effect)
  --quiet                log errors only
  --json                 print the result as one JSON document

Examples:
  $ teamt5-opencti bundles list --since 30d
      Lists the newest bundles of the last 30 days.
  $ teamt5-opencti bundles list --search 4107 --json
      Searches, and prints JSON for a script.
`,
  'bundles show': `Usage: teamt5-opencti bundles show [options] <id>

Shows one indicator bundle: its metadata, its content, and the changes made by
the conversion.

Arguments:
  id                     an id from the list, or the start of one

Options:
  --graph <file>         also write a page that shows the objects as a graph, to
                         open in a browser
  --force                overwrite an existing file of --graph
  -h, --help             display help

Global Options:
  --config <file>        configuration file (default: the nearest .teamt5rc)
  --log-level <level>    lowest level to log: debug, info, warn or error
                         (default: info on a terminal, warn otherwise; env
                         CONNECTOR_LOG_LEVEL)
  --log-format <format>  format of the log on stderr (choices: "pretty", "json")
  --no-color             no colors (NO_COLOR and TERM=dumb have the same effect)
  --quiet                log errors only
  --json                 print the result as one JSON document

Examples:
  $ teamt5-opencti bundles show 4107
      The start of an id suffices if no other id starts with it.
  $ teamt5-opencti bundles show 4107 --graph graph.html
      Its objects and relationships as a page.
`,
  'bundles export': `Usage: teamt5-opencti bundles export [options] <id...>

Writes bundles to files or to stdout.

Arguments:
  id                     an id from the list, or the start of one

Options:
  --format <format>      stix: as delivered to OpenCTI; html: the same as a
                         graph; original: as received (choices: "stix", "html",
                         "original", "csv", "txt", default: "stix")
  --output <target>      a directory (existing, ending with /, or for several
                         items), a file, or - for stdout (default: ".")
  --force                overwrite existing files
  -h, --help             display help

Global Options:
  --config <file>        configuration file (default: the nearest .teamt5rc)
  --log-level <level>    lowest level to log: debug, info, warn or error
                         (default: info on a terminal, warn otherwise; env
                         CONNECTOR_LOG_LEVEL)
  --log-format <format>  format of the log on stderr (choices: "pretty", "json")
  --no-color             no colors (NO_COLOR and TERM=dumb have the same effect)
  --quiet                log errors only
  --json                 print the result as one JSON document

Examples:
  $ teamt5-opencti bundles export 4107 --format csv
      Writes into the current directory.
  $ teamt5-opencti bundles export 4107 --output - | jq '.objects[].type'
      Prints what would be delivered.
`,
  'bundles push': `Usage: teamt5-opencti bundles push [options] <id...>

Delivers bundles to OpenCTI, also if they were delivered before.

Arguments:
  id                     an id from the list, or the start of one

Options:
  --dry-run              download and convert only; send and store nothing
  --wait [seconds]       wait until OpenCTI has imported them (default without a
                         number: 600)
  -h, --help             display help

Global Options:
  --config <file>        configuration file (default: the nearest .teamt5rc)
  --log-level <level>    lowest level to log: debug, info, warn or error
                         (default: info on a terminal, warn otherwise; env
                         CONNECTOR_LOG_LEVEL)
  --log-format <format>  format of the log on stderr (choices: "pretty", "json")
  --no-color             no colors (NO_COLOR and TERM=dumb have the same effect)
  --quiet                log errors only
  --json                 print the result as one JSON document

Examples:
  $ teamt5-opencti bundles push 4107
      Delivers it again, for example after it was deleted in OpenCTI.
  $ teamt5-opencti bundles push 4107 --wait
      The same, and waits until OpenCTI has imported it.
`,
  'bundles verify': `Usage: teamt5-opencti bundles verify [options] [id...]

Checks that OpenCTI has every object of bundles, and lists the missing ones.

Arguments:
  id                     an id from the list, or the start of one

Options:
  --since <time>         check all bundles from this time on: Unix seconds, ISO
                         8601, or back from now (7d)
  -h, --help             display help

Global Options:
  --config <file>        configuration file (default: the nearest .teamt5rc)
  --log-level <level>    lowest level to log: debug, info, warn or error
                         (default: info on a terminal, warn otherwise; env
                         CONNECTOR_LOG_LEVEL)
  --log-format <format>  format of the log on stderr (choices: "pretty", "json")
  --no-color             no colors (NO_COLOR and TERM=dumb have the same effect)
  --quiet                log errors only
  --json                 print the result as one JSON document

Examples:
  $ teamt5-opencti bundles verify 4107
      Lists the objects that OpenCTI does not have.
  $ teamt5-opencti bundles verify --since 7d --json
      Checks the bundles of the last week, for a script.

The exit code is 6 if an object is missing. \`status\` shows imports in progress.
`,
};
