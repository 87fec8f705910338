/** Mutations of seeds, each determined by the seed of the campaign and its number. */

/** From 0 (inclusive) to `below`. */
export type Random = (below: number) => number;

/** Mulberry32: fast, and the same on every machine. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const tokens = [
  ...[
    '',
    ' ',
    '\t',
    '\n',
    '\r\n',
    '\0',
    '"',
    "'",
    '\\',
    "\\'",
    '\\"',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '<',
    '>',
    '</',
    '<!--',
  ],
  ...[
    'null',
    'true',
    '-1',
    '0',
    '1e999',
    '9007199254740993',
    '2147483648',
    '1.5',
    '{}',
    '[]',
    '""',
    ',',
    ':',
    ';',
    '&',
    '*',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    '&lt;',
    '&#0;',
    '&amp;',
    '<b>',
    '<td colspan=1000000000>',
    '<a<a',
    '-',
    'a-a-',
  ],
  ...[
    '\u001b[31m',
    '\u001b]52;c;eA==\u0007',
    '\u009b',
    '\u202e',
    '\u2028',
    '\ud800',
    '\udc00',
    '\u{e0041}',
    '\u200d',
    '\u0301',
    '攻擊',
    '😀',
  ],
  ...[
    'id',
    'type',
    'object_refs',
    'source_ref',
    'pattern',
    'x_opencti_',
    'opencti_operation',
    'revoked',
    'extensions',
  ],
  ...['2024-02-30T25:61:61Z', '2024-01-01T00:00:00Z', '0001-01-01', '1705314600', '99999999999999'],
  ...[
    'AND',
    'OR',
    'FOLLOWEDBY',
    'WITHIN 5 SECONDS',
    'LIKE',
    'MATCHES',
    "t'2024-01-01T00:00:00Z'",
    "h'00'",
    "b'AA=='",
  ],
  ...[
    'TLP:RED',
    'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed',
    '%00',
    '%2e%2e%2f',
    'https://a:b@c.example/?sig=d',
  ],
];

/** One to four changes of a seed, at most `longest` characters. */
export function mutated(seeds: readonly string[], random: Random, longest = 65_536): string {
  const pick = <T>(items: readonly T[], fallback: T): T => items[random(items.length)] ?? fallback;
  let text = pick(seeds, '');
  for (let left = 1 + random(4); left > 0; left--) {
    const at = random(text.length + 1);
    const end = Math.min(text.length, at + random(random(8) === 0 ? text.length + 1 : 16));
    const part = text.slice(at, end);
    const changes = [
      () => text.slice(0, at) + text.slice(end),
      () => text.slice(0, at) + pick(tokens, '') + text.slice(end),
      () => text.slice(0, at) + pick(tokens, '') + text.slice(at),
      () =>
        text.slice(0, at) + String.fromCharCode(random(random(2) === 0 ? 128 : 65_536)) + text.slice(at + 1),
      () => text.slice(0, end) + part + text.slice(end),
      // A value of another seed in place of one of this seed.
      () => {
        const other = pick(seeds, '');
        const from = random(other.length + 1);
        return text.slice(0, at) + other.slice(from, from + random(200)) + text.slice(end);
      },
      () => exchangedValues(text, random),
      () => exchangedValues(text, random),
      () => {
        // Much of one thing shows what costs more than its size.
        if (random(16) !== 0) return text;
        const unit = random(2) === 0 ? pick(tokens, ' ') : part;
        return unit === ''
          ? text
          : text.slice(0, at) + unit.repeat(Math.ceil(longest / 2 / unit.length)) + text.slice(at);
      },
    ];
    text = pick(changes, () => text)().slice(0, longest);
  }
  return text;
}

/** Exchanges two values or puts a token in place of one, so that the text stays JSON. */
function exchangedValues(text: string, random: Random): string {
  const values = [...text.matchAll(/"(?:[^"\\]|\\.)*"(?!\s*:)|-?\d+(?:\.\d+)?|true|false|null/g)];
  const target = values[random(values.length)];
  if (target === undefined) return text;
  const source = values[random(values.length)]?.[0] ?? 'null';
  const token = tokens[random(tokens.length)] ?? '';
  const replacement = random(2) === 0 ? source : random(3) === 0 ? `[${source}]` : JSON.stringify(token);
  return text.slice(0, target.index) + replacement + text.slice(target.index + target[0].length);
}
