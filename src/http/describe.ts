import type { HttpFailure } from './types.js';

const quotedBytes = 200;

/**
 * A failure in one sentence: method, URL without secrets, what happened, and the status and the first 200 bytes of an
 * unexpected response. An HTML page (of a proxy, a login) is named by its title instead of quoted.
 */
export function describeHttpFailure(failure: HttpFailure): string {
  const through = failure.proxy === undefined ? '' : ` (through ${failure.proxy})`;
  const attempts = failure.attempts > 1 ? ` (after ${failure.attempts} attempts)` : '';
  return `${failure.method} ${failure.url}: ${eventOf(failure)}${through}${attempts}`;
}

function eventOf(failure: HttpFailure): string {
  switch (failure.reason) {
    case 'network':
      return `${failure.message} [${failure.code}]`;
    case 'timeout':
      return `${silence[failure.phase]} within ${failure.seconds} s`;
    case 'http-status':
      return `returned HTTP ${failure.status}${describeBody(failure.body, failure.contentType)}`;
    case 'too-large':
      return `the response is larger than the limit of ${failure.limitBytes} bytes`;
    case 'redirect-refused':
      return `redirect to ${failure.target} refused: ${failure.why}`;
    case 'cancelled':
      return 'cancelled';
  }
}

const silence = {
  connect: 'no connection',
  headers: 'no response',
  body: 'the response stalled and did not end',
} as const;

function describeBody(body: string, contentType: string): string {
  if (/^text\/html\b/i.test(contentType) || /^\s*<(!doctype html|html)\b/i.test(body)) {
    const title = /<title[^>]*>([^<]{1,300})/i.exec(body)?.[1];
    return title === undefined ? ' with an HTML page' : ` with an HTML page titled "${quote(title)}"`;
  }
  const text = quote(body);
  return text === '' ? ' with an empty body' : `: ${text}`;
}

/** One line of at most 200 bytes without control characters that ends with a whole character. */
function quote(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  const bytes = Buffer.from(line);
  if (bytes.length <= quotedBytes) return line;
  return `${bytes
    .subarray(0, quotedBytes)
    .toString()
    .replace(/\uFFFD+$/u, '')}…`;
}
