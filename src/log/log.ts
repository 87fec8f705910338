import { jsonText, localTime, plainText } from '../lib/index.js';
import { createRedaction, type Redaction } from './redaction.js';

const severities = { debug: 0, info: 1, warn: 2, error: 3 } as const;

export type LogLevel = keyof typeof severities;
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface LogOptions {
  /** Lines below this level are not written. */
  readonly level: LogLevel;
  readonly format: 'pretty' | 'json';
  /** Receives one line without its line break. */
  readonly write: (line: string) => void;
  readonly color: boolean;
  /** Values that must never appear in the output, in any encoding. */
  readonly secrets: readonly string[];
  readonly now?: () => Date;
}

type WriteLine = (message: string, fields?: LogFields) => void;

export interface Log extends Redaction {
  readonly debug: WriteLine;
  readonly info: WriteLine;
  readonly warn: WriteLine;
  readonly error: WriteLine;
  readonly enabled: (level: LogLevel) => boolean;
}

/** SGR codes; a color library would slow every start of the program. */
const colors: Readonly<Record<LogLevel, string>> = { debug: '2', info: '36', warn: '33', error: '31' };

interface Entry {
  readonly time: Date;
  readonly level: LogLevel;
  readonly message: string;
  /** Without secrets and control characters. */
  readonly fields: readonly (readonly [string, string | number | boolean])[];
}

/** `2026-11-24 19:00:00 warn  message key=value`; without `event`, which is for machines. */
function prettyLine({ time, level, message, fields }: Entry, color: boolean): string {
  const word = level.padEnd(5);
  const shown = fields
    .filter(([name]) => name !== 'event')
    .map(([name, value]) => {
      const written = String(value);
      return ` ${name}=${/[\s"=]|^$/.test(written) ? JSON.stringify(written) : written}`;
    });
  const local = localTime(time);
  return `${local.date} ${local.time} ${color ? `\u001b[${colors[level]}m${word}\u001b[0m` : word} ${message}${shown.join('')}`;
}

/** `{"time":…,"level":…,"event":…,"message":…,…}`: time in ISO 8601 UTC, fields after the four fixed names. */
function jsonLine({ time, level, message, fields }: Entry): string {
  const event = fields.filter(([name]) => name === 'event');
  const others = fields
    .filter(([name]) => name !== 'event')
    .map(([name, value]) => [['time', 'level', 'message'].includes(name) ? `field_${name}` : name, value]);
  return jsonText(
    Object.fromEntries([
      ['time', time.toISOString()],
      ['level', level],
      ...event,
      ['message', message],
      ...others,
    ]),
  );
}

/** Writes each entry as one line, without secrets and control characters. */
export function createLog(options: LogOptions): Log {
  const { level: lowest, format, write, color, now = () => new Date() } = options;
  const redaction = createRedaction(options.secrets);
  const { redact } = redaction;
  // Redacts twice, because a removed sequence can split a secret or join its halves.
  const clean = (text: string): string => redact(plainText(redact(text)));
  const enabled = (level: LogLevel): boolean => severities[level] >= severities[lowest];

  const line =
    (level: LogLevel): WriteLine =>
    (message, fields = {}) => {
      if (!enabled(level)) return;
      const entry: Entry = {
        time: now(),
        level,
        message: clean(message),
        fields: Object.entries(fields).flatMap(([name, value]) =>
          value === undefined ? [] : [[clean(name), typeof value === 'string' ? clean(value) : value]],
        ),
      };
      write(format === 'json' ? jsonLine(entry) : prettyLine(entry, color));
    };

  return {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    enabled,
    ...redaction,
  };
}
