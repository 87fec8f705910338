import { createHttpClient, describeHttpFailure } from '../../http/index.js';
import { exitCodes, type ExitCode } from '../core/failure.js';
import { version } from '../version.js';
import type { CommandContext } from './context.js';

/** The pings of one run. A failed one is a warning and does not change the run. */
export interface Heartbeat {
  start(): void;
  /** Resolves when the last ping is over: after 10 s at most, or 1 s after an interruption. */
  end(code: ExitCode, interrupted: boolean): Promise<void>;
}

/** Milliseconds. */
const timeLimit = 10_000;
/** Milliseconds. Together with the end of the run, less than the 10 seconds of `docker stop`. */
const interruptedTimeLimit = 1000;
const maxResponseBytes = 1024 * 1024;

/** A client of its own, which has neither the tokens nor the header fields of the services. */
export function openHeartbeat(
  { host, config, log }: Pick<CommandContext, 'host' | 'config' | 'log'>,
  url: URL,
): Heartbeat {
  const http = createHttpClient({
    origin: url,
    headers: { 'user-agent': `teamt5-opencti/${version}` },
    concurrency: 2,
    caCertificates: config.opencti.caCertificates,
    env: host.env,
    retryLimits: { requestTotal: timeLimit },
    redaction: log,
  });
  const startLimit = new AbortController();
  let starting: Promise<void> = Promise.resolve();

  async function ping(suffix: string, signal: AbortSignal): Promise<void> {
    const sent = await http.send({
      method: 'GET',
      url: pingOf(url, suffix),
      maxResponseBytes,
      retry: 'idempotent',
      signal,
    });
    if (sent.ok) return;
    const why =
      sent.failure.reason === 'cancelled' ? 'no response in time' : describeHttpFailure(sent.failure);
    log.warn(`the ping of TEAMT5_PING_URL failed: ${why}`, { event: 'heartbeat-failed' });
  }

  return {
    start() {
      const timer = setTimeout(() => startLimit.abort(), timeLimit);
      starting = ping('/start', startLimit.signal).finally(() => clearTimeout(timer));
    },
    async end(code, interrupted) {
      const limit = new AbortController();
      const timer = setTimeout(
        () => {
          startLimit.abort();
          limit.abort();
        },
        interrupted ? interruptedTimeLimit : timeLimit,
      );
      // In this order, because a monitoring service takes a late start as another run.
      await starting;
      const suffix = suffixOf(code);
      if (suffix !== undefined) await ping(suffix, limit.signal);
      clearTimeout(timer);
      http.close();
    },
  };
}

/** The id of a check is in the path or in the query, which stays at the end. */
function pingOf(url: URL, suffix: string): URL {
  const target = new URL(url);
  target.pathname = `${target.pathname.replace(/\/+$/, '')}${suffix}`;
  return target;
}

/** Undefined if another run is active, which pings by itself. Items that wait for a retry do not make a run fail. */
function suffixOf(code: ExitCode): string | undefined {
  if (code === exitCodes.locked) return undefined;
  return code === exitCodes.done || code === exitCodes.itemsFailed ? '' : `/${code}`;
}
