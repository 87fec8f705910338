import type { OptionDescription } from './definition.js';

/** commander accepts the options of the program before and after the command. */
export const commonOptions: readonly OptionDescription[] = [
  { flags: '--config <file>', description: 'configuration file (default: the nearest .teamt5rc)' },
  {
    flags: '--log-level <level>',
    description:
      'lowest level to log: debug, info, warn or error (default: info on a terminal, warn otherwise; env CONNECTOR_LOG_LEVEL)',
  },
  { flags: '--log-format <format>', description: 'format of the log on stderr', choices: ['pretty', 'json'] },
  { flags: '--no-color', description: 'no colors (NO_COLOR and TERM=dumb have the same effect)' },
  { flags: '--quiet', description: 'log errors only' },
  { flags: '--json', description: 'print the result as one JSON document' },
];
