import type { Agent } from 'node:http';
import { createSecureContext } from 'node:tls';
import { err, ok, type Result } from '../lib/index.js';
import { directAgent, type AgentSettings } from './agents.js';
import { trustedAuthorities } from './certificates.js';
import type { Effects } from './effects.js';
import { exchange, type Message } from './exchange.js';
import type { Fault } from './fault.js';
import { livesOnPrivateAddress, publicLookup } from './public-lookup.js';
import type { NamedProxy } from './proxies.js';
import { safeUrl } from './redact.js';
import { decideStep, isRedirect } from './redirects.js';
import { seenThrough, wayTo } from './through-proxy.js';
import type { HttpClientOptions, HttpResponse, HttpTimeouts } from './types.js';

/** What a request needs besides the message; the own and the foreign headers are two sets that never mix. */
export interface Outgoing {
  readonly message: Omit<Message, 'headers'>;
  /** With the token, as it is when the request's turn has come; for the client's own origin. */
  readonly ownHeaders: () => Readonly<Record<string, string>>;
  readonly foreignHeaders: Readonly<Record<string, string>>;
}

export interface TransportContext {
  readonly signal: AbortSignal;
  readonly onBytesReceived: (count: number) => void;
  /** Wraps every single exchange, e.g. to wait for its turn at this host. */
  readonly inTurn: (
    host: string,
    run: () => Promise<Result<HttpResponse, Fault>>,
  ) => Promise<Result<HttpResponse, Fault>>;
}

export interface Transport {
  /** One attempt: follows redirects by the rules of `decideStep`; answers of any status but a redirect's. */
  attempt(outgoing: Outgoing, context: TransportContext): Promise<Result<HttpResponse, Fault>>;
  close(): void;
}

/** The connections of one client. This module loads the network; whoever may not need it imports it late. */
export function createTransport(
  options: HttpClientOptions,
  timeouts: HttpTimeouts,
  lookup: Effects['lookup'],
): Transport {
  const { origin, env } = options;
  const ca = trustedAuthorities(options.caCertificates, env);
  // Once for all connections: reading 140 certificates anew would cost more than the connection.
  const authorities = ca && createSecureContext({ ca });
  let ownIsPrivate: Promise<boolean> | undefined;
  const mayGoPrivate = () => (ownIsPrivate ??= livesOnPrivateAddress(origin, lookup));
  const agents = new Map<string, Promise<Agent>>();

  const settingsFor = (as: 'own' | 'foreign'): AgentSettings => ({
    connectTimeout: timeouts.connect,
    ...(authorities === undefined ? {} : { authorities }),
    ...(as === 'foreign'
      ? { lookup: publicLookup(lookup, mayGoPrivate) }
      : lookup === undefined
        ? {}
        : { lookup }),
  });

  /** Through a proxy it is the proxy that resolves names, so that only addresses in figures can be judged here. */
  const agentFor = (url: URL, as: 'own' | 'foreign', proxy: NamedProxy | undefined): Promise<Agent> => {
    const key = `${as} ${url.protocol} ${proxy?.url.href ?? 'direct'}`;
    const known = agents.get(key);
    if (known !== undefined) return known;
    const agent =
      proxy === undefined
        ? Promise.resolve(directAgent(url.protocol, settingsFor(as)))
        : import('./proxy-agents.js').then(({ proxyAgent }) =>
            proxyAgent(url.protocol, proxy, settingsFor('own')),
          );
    agents.set(key, agent);
    return agent;
  };

  return {
    async attempt({ message, ownHeaders, foreignHeaders }, { signal, onBytesReceived, inTurn }) {
      let target = message.url;
      let trusted = true;
      for (let redirects = 0; ; redirects += 1) {
        const step = decideStep({ origin, target, method: message.method, redirects, trusted });
        const refused = !step.follow && !(step.onlyBecause === 'private-address' && (await mayGoPrivate()));
        if (refused) {
          return err({ reason: 'redirect-refused', target: safeUrl(target), why: step.why });
        }
        const as = step.follow ? step.as : 'foreign';
        trusted = as === 'own';
        const url = target;
        const way = wayTo(url, env);
        if (!way.ok) return way;
        const agent = await agentFor(url, as, way.value);
        const came = await inTurn(url.host, () => {
          const headers = as === 'own' ? ownHeaders() : foreignHeaders;
          return exchange({ ...message, url, headers }, { agent, timeouts, signal, onBytesReceived });
        });
        const answer = seenThrough(way.value, url.protocol, came);
        if (!answer.ok) return answer;
        if (!isRedirect(answer.value.status)) {
          return trusted ? answer : ok({ ...answer.value, foreign: true });
        }
        const location = answer.value.headers.location;
        if (location === undefined || !URL.canParse(location, url.href)) {
          return err({
            reason: 'redirect-refused',
            target: safeUrl(url),
            why: 'it redirects without a usable address',
          });
        }
        target = new URL(location, url);
      }
    },
    close() {
      for (const agent of agents.values()) void agent.then(closeIdle);
    },
  };
}

/** Connections in use stay, and do not keep the process once they are idle. */
function closeIdle(agent: Agent): void {
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) socket.destroy();
  }
}
