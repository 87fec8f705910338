/** What each `--help` says, in full: whoever changes a command sees here what its users will read. */
export const helpTexts: Readonly<Record<string, string>> = {
  '': `Usage: teamt5-opencti [options] [command]

Puts every TeamT5 ThreatVision report and indicator bundle into OpenCTI, once.

Options:
  -V, --version               output the version number
  -h, --help                  display help for command

Commands:
  init [options]              Writes a commented .teamt5rc: asks on a terminal,
                              takes flags and variables in a script.
  auth [options]              Checks both accounts, and says what is missing and
                              what OpenCTI knows of the connector.
  sync [options]              Delivers what is new, once: for cron or a systemd
                              timer.
  status [options]            Shows the cursor, the last run, what waits for
                              another try, and what OpenCTI knows.
  config [options]            Shows the resolved configuration and where each
                              value comes from; secrets are masked.
  reset [options]             Forgets what has been delivered, here and in
                              OpenCTI: the next sync starts over.
  schema [options] [command]  Prints the JSON Schema of a command's --json
                              document.
  reports                     Lists, shows, exports and delivers reports by
                              hand; \`reports\` alone lists.
  bundles                     Lists, shows, exports and delivers bundles by
                              hand; \`bundles\` alone lists.

Every command, after its name:
  --config <file>        configuration file (default: the first .teamt5rc found
                         from here upward)
  --log-level <level>    What the log holds at least. Unset: info on a terminal,
                         warn elsewhere. (env CONNECTOR_LOG_LEVEL)
  --log-format <format>  form of the lines on stderr (choices: "pretty", "json")
  --no-color             no colours (NO_COLOR and TERM=dumb are obeyed, too)
  --quiet                errors only
  --json                 print one JSON document

Examples:
  $ teamt5-opencti init
      First: writes the configuration file.
  $ teamt5-opencti sync
      Then, from cron: 7 * * * * teamt5-opencti sync

\`teamt5-opencti <command> --help\` shows the options and examples of a command.
`,
  init: `Usage: teamt5-opencti init [options]

Writes a commented .teamt5rc: asks on a terminal, takes flags and variables in a
script.

Options:
  --output <file>        where to write it (default: ".teamt5rc")
  --opencti-url <url>    address of the OpenCTI platform
  --connector-id <uuid>  the connector's id (default: a new one)
  --force                overwrite the file
  -h, --help             display help for command

Every command:
  --config <file>        configuration file (default: the first .teamt5rc found
                         from here upward)
  --log-level <level>    What the log holds at least. Unset: info on a terminal,
                         warn elsewhere. (env CONNECTOR_LOG_LEVEL)
  --log-format <format>  form of the lines on stderr (choices: "pretty", "json")
  --no-color             no colours (NO_COLOR and TERM=dumb are obeyed, too)
  --quiet                errors only
  --json                 print one JSON document

Examples:
  $ teamt5-opencti init
      Asks for the two accounts and writes .teamt5rc, readable by you alone.
  $ teamt5-opencti init --opencti-url https://cti.example.org --output ~/.teamt5rc
      The same from a script. Secrets come from OPENCTI_TOKEN, TEAMT5_CLIENT_ID
      and TEAMT5_CLIENT_SECRET, or the files that <NAME>_FILE names.
`,
  auth: `Usage: teamt5-opencti auth [options]

Checks both accounts, and says what is missing and what OpenCTI knows of the
connector.

Options:
  --clear                forget the cached ThreatVision token
  -h, --help             display help for command

Every command:
  --config <file>        configuration file (default: the first .teamt5rc found
                         from here upward)
  --log-level <level>    What the log holds at least. Unset: info on a terminal,
                         warn elsewhere. (env CONNECTOR_LOG_LEVEL)
  --log-format <format>  form of the lines on stderr (choices: "pretty", "json")
  --no-color             no colours (NO_COLOR and TERM=dumb are obeyed, too)
  --quiet                errors only
  --json                 print one JSON document

Examples:
  $ teamt5-opencti auth
      Before the first run, or when a run ended with exit code 3.
  $ teamt5-opencti auth --clear
      After a change of the ThreatVision account.
`,
  sync: `Usage: teamt5-opencti sync [options]

Delivers what is new, once: for cron or a systemd timer.

Options:
  --since <time>             deliver again from there: Unix seconds, ISO 8601,
                             or back from now (7d)
  --until <time>             nothing newer than this
  --only <kind>              one kind alone (choices: "reports", "bundles")
  --dry-run                  the whole run without sending, registering or
                             remembering anything
  --output <dir>             write one STIX bundle file per item instead of
                             pushing
  --max-items <n>            stop after so many items; the next run continues
                             (with --since: the summary names the next start)
  --max-duration <duration>  stop after this time (PT15M; a plain number is
                             seconds), as --max-items does
  --wait [seconds]           stay until OpenCTI has imported everything (without
                             a number: 600)
  --concurrency <n>          Requests to ThreatVision at the same time. (default
                             8, env TEAMT5_HTTP_CONCURRENCY)
  --if-due                   do nothing unless the last run is older than
                             connector.duration_period, or a failed item is due
  --retry-failed             try all failed items now
  --metrics-file <path>      write the figures of the run for a Prometheus
                             textfile collector
  -h, --help                 display help for command

Every command:
  --config <file>            configuration file (default: the first .teamt5rc
                             found from here upward)
  --log-level <level>        What the log holds at least. Unset: info on a
                             terminal, warn elsewhere. (env CONNECTOR_LOG_LEVEL)
  --log-format <format>      form of the lines on stderr (choices: "pretty",
                             "json")
  --no-color                 no colours (NO_COLOR and TERM=dumb are obeyed, too)
  --quiet                    errors only
  --json                     print one JSON document

Examples:
  $ teamt5-opencti sync
      In a crontab: 7 * * * * teamt5-opencti sync. Silent while all is well.
  $ teamt5-opencti sync --since 30d --only reports --dry-run
      What a new delivery of the reports of the last 30 days would do.

Exit codes: 0 done or nothing to do, 1 a bug, 2 usage or configuration,
3 credentials refused, 4 ThreatVision down, 5 OpenCTI down or refusing, 6 items
failed and wait for another try, 7 another run is at work, 130 and 143
interrupted with the state saved.
`,
  status: `Usage: teamt5-opencti status [options]

Shows the cursor, the last run, what waits for another try, and what OpenCTI
knows.

Options:
  --offline              the local state alone; ask nobody
  --output <dir>         the state that \`sync --output\` keeps in this directory
  -h, --help             display help for command

Every command:
  --config <file>        configuration file (default: the first .teamt5rc found
                         from here upward)
  --log-level <level>    What the log holds at least. Unset: info on a terminal,
                         warn elsewhere. (env CONNECTOR_LOG_LEVEL)
  --log-format <format>  form of the lines on stderr (choices: "pretty", "json")
  --no-color             no colours (NO_COLOR and TERM=dumb are obeyed, too)
  --quiet                errors only
  --json                 print one JSON document

Examples:
  $ teamt5-opencti status
      How far the deliveries are, and what failed.
  $ teamt5-opencti status --offline --json
      The same for a script, without a request.
`,
  reset: `Usage: teamt5-opencti reset [options]

Forgets what has been delivered, here and in OpenCTI: the next sync starts over.

Options:
  --only <kind>          one kind alone (choices: "reports", "bundles")
  --to <time>            start from there, not from the first-run timestamp:
                         Unix seconds, ISO 8601, or back from now (7d)
  --failed [ids...]      forget failed items alone (all, or those whose ids
                         begin so)
  --dry-run              only say what would be forgotten
  -h, --help             display help for command

Every command:
  --config <file>        configuration file (default: the first .teamt5rc found
                         from here upward)
  --log-level <level>    What the log holds at least. Unset: info on a terminal,
                         warn elsewhere. (env CONNECTOR_LOG_LEVEL)
  --log-format <format>  form of the lines on stderr (choices: "pretty", "json")
  --no-color             no colours (NO_COLOR and TERM=dumb are obeyed, too)
  --quiet                errors only
  --json                 print one JSON document

Examples:
  $ teamt5-opencti reset --only reports --to 2026-01-01
      Deliver all reports of this year again.
  $ teamt5-opencti reset --failed
      Give up on the failed items.
`,
  schema: `Usage: teamt5-opencti schema [options] [command]

Prints the JSON Schema of a command's --json document.

Arguments:
  command                e.g. sync or list; without it, all of them

Options:
  -h, --help             display help for command

Every command:
  --config <file>        configuration file (default: the first .teamt5rc found
                         from here upward)
  --log-level <level>    What the log holds at least. Unset: info on a terminal,
                         warn elsewhere. (env CONNECTOR_LOG_LEVEL)
  --log-format <format>  form of the lines on stderr (choices: "pretty", "json")
  --no-color             no colours (NO_COLOR and TERM=dumb are obeyed, too)
  --quiet                errors only
  --json                 print one JSON document

Examples:
  $ teamt5-opencti schema sync
      What \`sync --json\` prints.
  $ teamt5-opencti schema
      All schemas in one document, by command.
`,
  reports: `Usage: teamt5-opencti reports [options] [command]

Lists, shows, exports and delivers reports by hand; \`reports\` alone lists.

Options:
  -h, --help                display help for command

Commands:
  list [options]            Lists the reports of ThreatVision, newest first,
                            with what became of each.
  show [options] <id>       Shows one report: what is known of it, what it
                            holds, and what the conversion would change.
  export [options] <id...>  Writes reports to files or to stdout.
  push [options] <id...>    Delivers reports to OpenCTI, delivered before or
                            not.

Examples:
  $ teamt5-opencti reports
      The newest twenty.
  $ teamt5-opencti reports show --help
      Each of these commands has examples of its own.

\`reports\` alone takes the options of \`list\`: teamt5-opencti reports list --help
`,
  'reports list': `Usage: teamt5-opencti reports list [options]

Lists the reports of ThreatVision, newest first, with what became of each.

Options:
  --since <time>         nothing older than this: Unix seconds, ISO 8601, or
                         back from now (7d)
  --until <time>         nothing newer than this
  --type <text>          only types that contain this, e.g. flash
  --search <text>        only with this in title, id, tags or digest
  --limit <n>            at most so many (default: 20)
  -h, --help             display help for command

Every command:
  --config <file>        configuration file (default: the first .teamt5rc found
                         from here upward)
  --log-level <level>    What the log holds at least. Unset: info on a terminal,
                         warn elsewhere. (env CONNECTOR_LOG_LEVEL)
  --log-format <format>  form of the lines on stderr (choices: "pretty", "json")
  --no-color             no colours (NO_COLOR and TERM=dumb are obeyed, too)
  --quiet                errors only
  --json                 print one JSON document

Examples:
  $ teamt5-opencti reports list --since 30d
      Those of the last 30 days.
  $ teamt5-opencti reports list --search glassheron-2026 --json
      A search, as JSON for a script.
`,
  'reports show': `Usage: teamt5-opencti reports show [options] <id>

Shows one report: what is known of it, what it holds, and what the conversion
would change.

Arguments:
  id                     as listed, or the beginning of one

Options:
  -h, --help             display help for command

Every command:
  --config <file>        configuration file (default: the first .teamt5rc found
                         from here upward)
  --log-level <level>    What the log holds at least. Unset: info on a terminal,
                         warn elsewhere. (env CONNECTOR_LOG_LEVEL)
  --log-format <format>  form of the lines on stderr (choices: "pretty", "json")
  --no-color             no colours (NO_COLOR and TERM=dumb are obeyed, too)
  --quiet                errors only
  --json                 print one JSON document

Examples:
  $ teamt5-opencti reports show glassheron-2026
      The beginning of an id is enough where it names one alone.
  $ teamt5-opencti reports show glassheron-2026 --json
      The same as JSON, with every note of the conversion.
`,
  'reports export': `Usage: teamt5-opencti reports export [options] <id...>

Writes reports to files or to stdout.

Arguments:
  id                     as listed, or the beginning of one

Options:
  --format <format>      stix: as it is delivered; original: as received
                         (choices: "stix", "original", "pdf", default: "stix")
  --output <target>      a directory that is there or ends with / (or holds
                         several items), else a file; - for stdout (default:
                         ".")
  --force                overwrite files
  -h, --help             display help for command

Every command:
  --config <file>        configuration file (default: the first .teamt5rc found
                         from here upward)
  --log-level <level>    What the log holds at least. Unset: info on a terminal,
                         warn elsewhere. (env CONNECTOR_LOG_LEVEL)
  --log-format <format>  form of the lines on stderr (choices: "pretty", "json")
  --no-color             no colours (NO_COLOR and TERM=dumb are obeyed, too)
  --quiet                errors only
  --json                 print one JSON document

Examples:
  $ teamt5-opencti reports export glassheron-2026 --format pdf
      Into the current directory.
  $ teamt5-opencti reports export glassheron-2026 --output - | jq '.objects[].type'
      What would be delivered, into a pipe.
`,
  'reports push': `Usage: teamt5-opencti reports push [options] <id...>

Delivers reports to OpenCTI, delivered before or not.

Arguments:
  id                     as listed, or the beginning of one

Options:
  --dry-run              convert them, but send and remember nothing
  --wait [seconds]       stay until OpenCTI has imported them (without a number:
                         600)
  -h, --help             display help for command

Every command:
  --config <file>        configuration file (default: the first .teamt5rc found
                         from here upward)
  --log-level <level>    What the log holds at least. Unset: info on a terminal,
                         warn elsewhere. (env CONNECTOR_LOG_LEVEL)
  --log-format <format>  form of the lines on stderr (choices: "pretty", "json")
  --no-color             no colours (NO_COLOR and TERM=dumb are obeyed, too)
  --quiet                errors only
  --json                 print one JSON document

Examples:
  $ teamt5-opencti reports push glassheron-2026
      One report again, e.g. after it was deleted in OpenCTI.
  $ teamt5-opencti reports push glassheron-2026 --wait
      The same, and stay until OpenCTI has imported it.
`,
  bundles: `Usage: teamt5-opencti bundles [options] [command]

Lists, shows, exports and delivers bundles by hand; \`bundles\` alone lists.

Options:
  -h, --help                display help for command

Commands:
  list [options]            Lists the bundles of ThreatVision, newest first,
                            with what became of each.
  show [options] <id>       Shows one indicator bundle: what is known of it,
                            what it holds, and what the conversion would change.
  export [options] <id...>  Writes bundles to files or to stdout.
  push [options] <id...>    Delivers bundles to OpenCTI, delivered before or
                            not.

Examples:
  $ teamt5-opencti bundles
      The newest twenty.
  $ teamt5-opencti bundles show --help
      Each of these commands has examples of its own.

\`bundles\` alone takes the options of \`list\`: teamt5-opencti bundles list --help
`,
  'bundles list': `Usage: teamt5-opencti bundles list [options]

Lists the bundles of ThreatVision, newest first, with what became of each.

Options:
  --since <time>         nothing older than this: Unix seconds, ISO 8601, or
                         back from now (7d)
  --until <time>         nothing newer than this
  --search <text>        only with this in the id
  --limit <n>            at most so many (default: 20)
  -h, --help             display help for command

Every command:
  --config <file>        configuration file (default: the first .teamt5rc found
                         from here upward)
  --log-level <level>    What the log holds at least. Unset: info on a terminal,
                         warn elsewhere. (env CONNECTOR_LOG_LEVEL)
  --log-format <format>  form of the lines on stderr (choices: "pretty", "json")
  --no-color             no colours (NO_COLOR and TERM=dumb are obeyed, too)
  --quiet                errors only
  --json                 print one JSON document

Examples:
  $ teamt5-opencti bundles list --since 30d
      Those of the last 30 days.
  $ teamt5-opencti bundles list --search 4107 --json
      A search, as JSON for a script.
`,
  'bundles show': `Usage: teamt5-opencti bundles show [options] <id>

Shows one indicator bundle: what is known of it, what it holds, and what the
conversion would change.

Arguments:
  id                     as listed, or the beginning of one

Options:
  -h, --help             display help for command

Every command:
  --config <file>        configuration file (default: the first .teamt5rc found
                         from here upward)
  --log-level <level>    What the log holds at least. Unset: info on a terminal,
                         warn elsewhere. (env CONNECTOR_LOG_LEVEL)
  --log-format <format>  form of the lines on stderr (choices: "pretty", "json")
  --no-color             no colours (NO_COLOR and TERM=dumb are obeyed, too)
  --quiet                errors only
  --json                 print one JSON document

Examples:
  $ teamt5-opencti bundles show 4107
      The beginning of an id is enough where it names one alone.
  $ teamt5-opencti bundles show 4107 --json
      The same as JSON, with every note of the conversion.
`,
  'bundles export': `Usage: teamt5-opencti bundles export [options] <id...>

Writes bundles to files or to stdout.

Arguments:
  id                     as listed, or the beginning of one

Options:
  --format <format>      stix: as it is delivered; original: as received
                         (choices: "stix", "original", "csv", "txt", default:
                         "stix")
  --output <target>      a directory that is there or ends with / (or holds
                         several items), else a file; - for stdout (default:
                         ".")
  --force                overwrite files
  -h, --help             display help for command

Every command:
  --config <file>        configuration file (default: the first .teamt5rc found
                         from here upward)
  --log-level <level>    What the log holds at least. Unset: info on a terminal,
                         warn elsewhere. (env CONNECTOR_LOG_LEVEL)
  --log-format <format>  form of the lines on stderr (choices: "pretty", "json")
  --no-color             no colours (NO_COLOR and TERM=dumb are obeyed, too)
  --quiet                errors only
  --json                 print one JSON document

Examples:
  $ teamt5-opencti bundles export 4107 --format csv
      Into the current directory.
  $ teamt5-opencti bundles export 4107 --output - | jq '.objects[].type'
      What would be delivered, into a pipe.
`,
  'bundles push': `Usage: teamt5-opencti bundles push [options] <id...>

Delivers bundles to OpenCTI, delivered before or not.

Arguments:
  id                     as listed, or the beginning of one

Options:
  --dry-run              convert them, but send and remember nothing
  --wait [seconds]       stay until OpenCTI has imported them (without a number:
                         600)
  -h, --help             display help for command

Every command:
  --config <file>        configuration file (default: the first .teamt5rc found
                         from here upward)
  --log-level <level>    What the log holds at least. Unset: info on a terminal,
                         warn elsewhere. (env CONNECTOR_LOG_LEVEL)
  --log-format <format>  form of the lines on stderr (choices: "pretty", "json")
  --no-color             no colours (NO_COLOR and TERM=dumb are obeyed, too)
  --quiet                errors only
  --json                 print one JSON document

Examples:
  $ teamt5-opencti bundles push 4107
      One indicator bundle again, e.g. after it was deleted in OpenCTI.
  $ teamt5-opencti bundles push 4107 --wait
      The same, and stay until OpenCTI has imported it.
`,
};
