const mask = '***';

/**
 * Whether a value can be told from ordinary text. A short word (`wrong`, `demo`) or number would be found in every other
 * line, whose holes then show what the secret is; no service gives out such a secret. From 8 characters on, and from 4
 * where letters and figures mix, it is one.
 */
export const isDistinctive = (secret: string): boolean =>
  secret.length >= 8 || (secret.length >= 4 && /[a-z]/i.test(secret) && /\d/.test(secret));

/** A secret in base64, alone and within of something longer (`id:secret` of Basic authentication), for each of the three alignments. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const alone = [bytes.toString('base64'), bytes.toString('base64url')];
  const within = [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The characters at the edges also hold bits of the neighbours.
    const whole = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    return whole.length < 8 ? [] : [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [...alone, ...within];
}

/** Without lone surrogates, which cannot be encoded. */
const wellFormed = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

function formsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(wellFormed(secret)),
    new URLSearchParams([['', secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    ...base64Forms(secret),
  ];
}

/** A function that replaces every form of the secrets in a text: plain, URL-, form-, JSON- and base64-encoded. */
export function createRedaction(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(secrets.filter(isDistinctive).flatMap(formsOf));
  if (forms.size === 0) return (text) => text;
  // The longest first, so that one secret within another leaves no rest.
  const patterns = [...forms]
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  const any = new RegExp(patterns.join('|'), 'gi');
  return (text) => text.replaceAll(any, mask);
}
