import type { Agent } from 'node:http';
import { createSecureContext } from 'node:tls';

import { err, ok, type Result } from '../lib/index.js';
import { type AgentSettings, directAgent, trustedAuthorities } from './agents.js';
import { decideStep, isRedirect, livesOnPrivateAddress, publicLookup, type Step } from './destinations.js';
import type { Effects } from './effects.js';
import { exchange, type Message } from './exchange.js';
import { type AttemptFailure, safeUrl } from './failure.js';
import type { HostPermits } from './limiter.js';
import { annotateProxy, type Proxy, resolveProxy } from './proxy.js';
import type { HttpClientOptions, HttpResponse, HttpTimeouts, RequestPatience } from './types.js';

export interface Outgoing {
  readonly message: Omit<Message, 'headers'>;
  readonly patience?: RequestPatience | undefined;
  /** For the client's own origin only; called when the request is sent. */
  readonly bearer?: (() => string) | undefined;
  readonly ownHeaders: Readonly<Record<string, string>>;
  readonly crossOriginHeaders: Readonly<Record<string, string>>;
}

/** Counts what goes over the network. */
export interface Traffic {
  sent(bytes: number): void;
  received(bytes: number): void;
}

export interface Attempt {
  readonly outcome: Result<HttpResponse, AttemptFailure>;
  /** Milliseconds since the epoch, of the first permit; undefined without one. */
  readonly startedAt: number | undefined;
  /** The bearer tokens that were sent, which a response can echo. */
  readonly tokens: readonly string[];
}

interface Hop extends Omit<Attempt, 'tokens'> {
  readonly token: string | undefined;
  readonly trusted: boolean;
}

export interface Transport {
  /** Sends once and follows redirects; the outcome has any status but a redirect's. */
  attempt(outgoing: Outgoing, signal: AbortSignal): Promise<Attempt>;
  close(): void;
}

export interface TransportContext {
  readonly timeouts: HttpTimeouts;
  readonly permits: HostPermits;
  readonly traffic: Traffic;
  readonly effects: Pick<Effects, 'now' | 'monotonicNow' | 'lookup'>;
}

/** Loads the network stack, so it is imported for the first request only. */
export function createTransport(
  options: Pick<HttpClientOptions, 'origin' | 'env' | 'caCertificates'>,
  { timeouts, permits, traffic, effects }: TransportContext,
): Transport {
  const { origin, env } = options;
  const agents = createAgents(options, timeouts.connect, effects.lookup);

  async function attempt(outgoing: Outgoing, signal: AbortSignal): Promise<Attempt> {
    const tokens: string[] = [];
    let startedAt: number | undefined;
    let target = outgoing.message.url;
    let trusted = true;
    for (let redirects = 0; ; redirects += 1) {
      const hop = await sendHop(outgoing, { target, redirects, trusted }, signal);
      startedAt ??= hop.startedAt;
      if (hop.token !== undefined) tokens.push(hop.token);
      const { outcome } = hop;
      if (!outcome.ok || !isRedirect(outcome.value.status)) return { outcome, startedAt, tokens };

      const location = outcome.value.headers.location;
      if (location === undefined || !URL.canParse(location, target.href)) {
        const refused = redirectRefused(target, 'it redirects without a usable address');
        return { outcome: refused, startedAt, tokens };
      }
      target = new URL(location, target);
      trusted = hop.trusted;
    }
  }

  async function sendHop(
    { message, patience, bearer, ownHeaders, crossOriginHeaders }: Outgoing,
    { target, redirects, trusted: wasTrusted }: Pick<Step, 'target' | 'redirects' | 'trusted'>,
    signal: AbortSignal,
  ): Promise<Hop> {
    const step = decideStep({ origin, target, method: message.method, redirects, trusted: wasTrusted });
    const trusted = step.follow && step.as === 'own';
    const unsent = { trusted, startedAt: undefined, token: undefined };
    if (!step.follow && !(step.onlyBecause === 'private-address' && (await agents.allowsPrivate()))) {
      return { ...unsent, outcome: redirectRefused(target, step.why) };
    }
    const proxy = resolveProxy(target, env);
    if (!proxy.ok) return { ...unsent, outcome: proxy };
    const agent = await agents.agentFor(target, trusted, proxy.value);
    const permit = await permits.acquire(target.host, signal, patience !== undefined);
    if (permit === undefined) return { ...unsent, outcome: err({ reason: 'cancelled' }) };

    const startedAt = effects.now();
    let response: HttpResponse | undefined;
    try {
      traffic.sent(message.body?.length ?? 0);
      const token = trusted ? bearer?.() : undefined;
      const authorization = token === undefined ? undefined : { authorization: `Bearer ${token}` };
      const headers = trusted ? { ...ownHeaders, ...authorization } : crossOriginHeaders;
      const exchanged = await exchange(
        { ...message, url: target, headers },
        {
          agent,
          timeouts: { ...timeouts, headers: patience?.headers ?? timeouts.headers },
          signal,
          monotonicNow: effects.monotonicNow,
          onBytesReceived: (bytes) => traffic.received(bytes),
        },
      );
      if (exchanged.ok) response = exchanged.value;
      const annotated = annotateProxy(proxy.value, target.protocol, exchanged);
      const outcome =
        annotated.ok && !trusted ? ok({ ...annotated.value, crossOrigin: true as const }) : annotated;
      return { trusted, startedAt, token, outcome };
    } finally {
      permit.release(response);
    }
  }

  return { attempt, close: () => agents.close() };
}

function redirectRefused(target: URL, why: string): Result<never, AttemptFailure> {
  return err({ reason: 'redirect-refused', target: safeUrl(target), why });
}

/** One agent per protocol, trust and proxy. */
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

  /** A proxy resolves names itself: behind one, only IP literals can be checked here. */
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
