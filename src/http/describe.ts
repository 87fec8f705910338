import type { HttpFailure } from './types.js';

const QUOTED_BYTES = 200;

/**
 * One sentence for people: method, address without secrets, what happened, and of an unexpected answer the status and its
 * first 200 bytes. A page for browsers (a proxy's, a login) is named by its title: quoting markup helps nobody.
 */
export function describeHttpFailure(failure: HttpFailure): string {
  const through = failure.proxy === undefined ? '' : ` (through ${failure.proxy})`;
  const attempts = failure.attempts > 1 ? ` (after ${failure.attempts} attempts)` : '';
  return `${failure.method} ${failure.url}: ${whatHappened(failure)}${through}${attempts}`;
}

function whatHappened(failure: HttpFailure): string {
  switch (failure.reason) {
    case 'network':
      return `${failure.message} [${failure.code}]`;
    case 'timeout':
      return `${silence[failure.phase]} within ${failure.seconds} s`;
    case 'http-status':
      return `answered HTTP ${failure.status}${describeBody(failure.body, failure.contentType)}`;
    case 'too-large':
      return `the answer is larger than the limit of ${failure.limitBytes} bytes`;
    case 'redirect-refused':
      return `does not go on to ${failure.target}: ${failure.why}`;
    case 'cancelled':
      return 'cancelled';
  }
}

const silence = {
  connect: 'no connection',
  headers: 'no answer',
  body: 'the answer stalled and did not end',
} as const;

function describeBody(body: string, contentType: string): string {
  if (/^text\/html\b/i.test(contentType) || /^\s*<(!doctype html|html)\b/i.test(body)) {
    const title = /<title[^>]*>([^<]{1,300})/i.exec(body)?.[1];
    return title === undefined ? ' with an HTML page' : ` with an HTML page titled "${quote(title)}"`;
  }
  const text = quote(body);
  return text === '' ? ' with an empty body' : `: ${text}`;
}

/** One line of at most 200 bytes that ends at a whole character and cannot steer a terminal. */
function quote(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  const bytes = Buffer.from(line);
  if (bytes.length <= QUOTED_BYTES) return line;
  return `${bytes
    .subarray(0, QUOTED_BYTES)
    .toString()
    .replace(/\uFFFD+$/u, '')}…`;
}
