import { singleLine } from '../lib/index.js';
import type { HttpFailure, HttpRequest, HttpResponse } from './types.js';

type WithoutRequest<F> = F extends HttpFailure ? Omit<F, 'method' | 'url' | 'attempts'> : never;

export type AttemptFailure = WithoutRequest<HttpFailure>;

export function statusFailure(
  { status, headers, body, crossOrigin, proxy }: HttpResponse,
  retryAfter: number | undefined,
): AttemptFailure {
  return {
    reason: 'http-status',
    status,
    body: body.subarray(0, 65_536).toString(),
    contentType: headers['content-type'] ?? '',
    retryAfterSeconds: retryAfter === undefined ? undefined : retryAfter / 1000,
    crossOrigin,
    proxy,
  };
}

/** A text of a response as one line without control characters and secrets. */
export type Clean = (text: string) => string;

/** With the URL in printable form. */
export function failureOf(
  request: HttpRequest,
  failure: AttemptFailure,
  attempts: number,
  clean: Clean,
): HttpFailure {
  return { ...failure, method: request.method, url: clean(safeUrl(request.url)), attempts };
}

/** Without the secrets and control characters that a response or an error message can contain. */
export function cleaned(failure: AttemptFailure, clean: Clean): AttemptFailure {
  switch (failure.reason) {
    case 'network':
      return { ...failure, message: clean(failure.message) };
    case 'http-status':
      return { ...failure, body: clean(failure.body), contentType: clean(failure.contentType) };
    case 'redirect-refused':
      return { ...failure, target: clean(failure.target) };
    case 'timeout':
    case 'too-large':
    case 'cancelled':
      return failure;
  }
}

/** Query parameters that identify a position in a list, but not the account. */
const harmlessParameters: ReadonlySet<string> = new Set(['offset', 'limit', 'date[from]', 'date[to]']);

/** The printable form: without user info and fragment, all query values masked except harmless ones. */
export function safeUrl(url: URL): string {
  const query = [...url.searchParams]
    .map(([name, value]) => `${name}=${harmlessParameters.has(name) ? value : '***'}`)
    .join('&');
  return `${url.protocol}//${url.host}${url.pathname}${query === '' ? '' : `?${query}`}`;
}

const quotedBytes = 200;

/** One sentence with at most 200 bytes of an unexpected response; an HTML page is named by its title. */
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
      return `returned HTTP ${failure.status}${pauseOf(failure)}${describeBody(failure.body, failure.contentType)}`;
    case 'too-large':
      return `the response is larger than the limit of ${failure.limitBytes} bytes`;
    case 'redirect-refused':
      return `redirect to ${failure.target} refused: ${failure.why}`;
    case 'cancelled':
      return 'cancelled';
  }
}

/** A service that limits requests says when it accepts the next one. */
function pauseOf({
  status,
  retryAfterSeconds,
}: {
  status: number;
  retryAfterSeconds?: number | undefined;
}): string {
  return status === 429 && retryAfterSeconds !== undefined
    ? ` and requests a pause of ${durationInWords(retryAfterSeconds)}`
    : '';
}

/** `45 s`, `15 min`, `2 h`: rounded up, so that a wait of this time is long enough. */
export function durationInWords(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
}

const silence = {
  connect: 'no connection',
  headers: 'no response',
  body: 'the response stalled and did not end',
  'whole-body': 'the response did not end',
} as const;

function describeBody(body: string, contentType: string): string {
  if (/^text\/html\b/i.test(contentType) || /^\s*<(!doctype html|html)\b/i.test(body)) {
    const title = /<title[^<>]{0,200}>([^<]{1,300})/i.exec(body)?.[1];
    return title === undefined ? ' with an HTML page' : ` with an HTML page titled "${quote(title)}"`;
  }
  const text = quote(body);
  return text === '' ? ' with an empty body' : `: ${text}`;
}

/** One line of at most 200 bytes without control characters, cut between characters. */
function quote(text: string): string {
  const line = singleLine(text, Infinity);
  const bytes = Buffer.from(line);
  if (bytes.length <= quotedBytes) return line;
  return `${bytes
    .subarray(0, quotedBytes)
    .toString()
    .replace(/\uFFFD+$/u, '')}…`;
}
