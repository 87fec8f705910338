import type { Agent } from 'node:http';
import { createSecureContext } from 'node:tls';

import { err, ok, type Result } from '../lib/index.js';
import { type AgentSettings, directAgent } from './agents.js';
import { trustedAuthorities } from './certificates.js';
import type { Effects } from './effects.js';
import { exchange, type Message } from './exchange.js';
import type { AttemptFailure } from './failure.js';
import type { HostPermits } from './limiter.js';
import { annotateProxy, type Proxy, resolveProxy } from './proxy.js';
import { livesOnPrivateAddress, publicLookup } from './public-lookup.js';
import { safeUrl } from './redact.js';
import { decideStep, isRedirect } from './redirects.js';
import type { HttpClientOptions, HttpResponse, HttpTimeouts } from './types.js';

/** What an attempt sends; the two sets of headers never mix. */
export interface Outgoing {
  readonly message: Omit<Message, 'headers'>;
  /** For the client's own origin: with the token as it is when the request is sent. */
  readonly ownHeaders: () => Readonly<Record<string, string>>;
  /** For any other origin. */
  readonly crossOriginHeaders: Readonly<Record<string, string>>;
}

/** Counts what goes over the network. */
export interface Traffic {
  sent(bytes: number): void;
  received(bytes: number): void;
}

export interface Attempt {
  readonly outcome: Result<HttpResponse, AttemptFailure>;
  /** Milliseconds since the epoch: when the first request of the attempt got its permit; undefined if none did. */
  readonly startedAt: number | undefined;
}

export interface Transport {
  /** Sends once and follows redirects by the rules of `decideStep`; the outcome has any status but a redirect's. */
  attempt(outgoing: Outgoing, signal: AbortSignal): Promise<Attempt>;
  close(): void;
}

export interface TransportContext {
  readonly timeouts: HttpTimeouts;
  readonly permits: HostPermits;
  readonly traffic: Traffic;
  readonly effects: Pick<Effects, 'now' | 'lookup'>;
}

/** The connections of one client. This module loads the network stack, so it is imported only for the first request. */
export function createTransport(
  options: Pick<HttpClientOptions, 'origin' | 'env' | 'caCertificates'>,
  { timeouts, permits, traffic, effects }: TransportContext,
): Transport {
  const { origin, env } = options;
  const agents = createAgents(options, timeouts.connect, effects.lookup);

  async function attempt(outgoing: Outgoing, signal: AbortSignal): Promise<Attempt> {
    const { message, ownHeaders, crossOriginHeaders } = outgoing;
    let startedAt: number | undefined;
    let target = message.url;
    let trusted = true;
    for (let redirects = 0; ; redirects += 1) {
      const step = decideStep({ origin, target, method: message.method, redirects, trusted });
      const isRefused =
        !step.follow && !(step.onlyBecause === 'private-address' && (await agents.allowsPrivate()));
      if (isRefused) {
        return {
          outcome: err({ reason: 'redirect-refused', target: safeUrl(target), why: step.why }),
          startedAt,
        };
      }
      trusted = step.follow && step.as === 'own';
      const url = target;
      const proxy = resolveProxy(url, env);
      if (!proxy.ok) return { outcome: proxy, startedAt };
      const agent = await agents.agentFor(url, trusted, proxy.value);
      const permit = await permits.acquire(url.host, signal);
      if (permit === undefined) return { outcome: err({ reason: 'cancelled' }), startedAt };
      startedAt ??= effects.now();
      let response: HttpResponse | undefined;
      try {
        traffic.sent(message.body?.length ?? 0);
        const headers = trusted ? ownHeaders() : crossOriginHeaders;
        const exchanged = await exchange(
          { ...message, url, headers },
          { agent, timeouts, signal, onBytesReceived: (bytes) => traffic.received(bytes) },
        );
        if (exchanged.ok) response = exchanged.value;
        const outcome = annotateProxy(proxy.value, url.protocol, exchanged);
        if (!outcome.ok) return { outcome, startedAt };
        if (!isRedirect(outcome.value.status)) {
          return { outcome: trusted ? outcome : ok({ ...outcome.value, crossOrigin: true }), startedAt };
        }
      } finally {
        permit.release(response);
      }
      const location = response?.headers.location;
      if (location === undefined || !URL.canParse(location, url.href)) {
        const why = 'it redirects without a usable address';
        return { outcome: err({ reason: 'redirect-refused', target: safeUrl(url), why }), startedAt };
      }
      target = new URL(location, url);
    }
  }

  return { attempt, close: () => agents.close() };
}

/** The agents of one client: one per protocol, trust and proxy. */
function createAgents(
  { origin, env, caCertificates }: Pick<HttpClientOptions, 'origin' | 'env' | 'caCertificates'>,
  connectTimeout: number,
  lookup: Effects['lookup'],
) {
  const ca = trustedAuthorities(caCertificates, env);
  // Shared by all connections: parsing 140 certificates costs more than a connection.
  const authorities = ca && createSecureContext({ ca });
  const agents = new Map<string, Promise<Agent>>();
  let ownIsPrivate: Promise<boolean> | undefined;
  const allowsPrivate = (): Promise<boolean> => (ownIsPrivate ??= livesOnPrivateAddress(origin, lookup));

  function settings(trusted: boolean): AgentSettings {
    return {
      connectTimeout,
      authorities,
      lookup: trusted ? lookup : publicLookup(lookup, allowsPrivate),
    };
  }

  /** A proxy resolves names itself, so that behind one only IP literals can be checked here. */
  function create(url: URL, trusted: boolean, proxy: Proxy | undefined): Promise<Agent> {
    if (proxy === undefined) return Promise.resolve(directAgent(url.protocol, settings(trusted)));
    return import('./proxy-agents.js').then(({ proxyAgent }) =>
      proxyAgent(url.protocol, proxy, settings(true)),
    );
  }

  return {
    allowsPrivate,
    agentFor(url: URL, trusted: boolean, proxy: Proxy | undefined): Promise<Agent> {
      const key = `${String(trusted)} ${url.protocol} ${proxy?.url.href ?? 'direct'}`;
      const agent = agents.get(key) ?? create(url, trusted, proxy);
      agents.set(key, agent);
      return agent;
    },
    close(): void {
      for (const agent of agents.values()) void agent.then(closeIdle);
    },
  };
}

/** Connections in use stay open; they do not keep the process alive once they are idle. */
function closeIdle(agent: Agent): void {
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) socket.destroy();
  }
}
