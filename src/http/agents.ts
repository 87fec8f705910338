import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { type LookupFunction, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { rootCertificates, type SecureContext } from 'node:tls';

import { CONNECT_TIMEOUT, codedError } from './network-codes.js';

export interface AgentSettings {
  /** Milliseconds. */
  readonly connectTimeout: number;
  readonly authorities?: SecureContext | undefined;
  readonly lookup?: LookupFunction | undefined;
}

type Created = Duplex | null | undefined;

/** Keeps connections open between requests, and fails one that is not established in time. */
export function directAgent(protocol: string, settings: AgentSettings): http.Agent {
  const options = connectionOptions(settings);
  const limit = (socket: Created, usable: 'connect' | 'secureConnect'): Created =>
    socket instanceof Socket ? limitConnecting(socket, usable, settings.connectTimeout) : socket;

  if (protocol === 'https:') {
    return new (class extends https.Agent {
      override createConnection(...args: Parameters<https.Agent['createConnection']>): Created {
        return limit(super.createConnection(...args), 'secureConnect');
      }
    })(options);
  }
  return new (class extends http.Agent {
    override createConnection(...args: Parameters<http.Agent['createConnection']>): Created {
      return limit(super.createConnection(...args), 'connect');
    }
  })(options);
}

/** Also for the tunnels in `proxy-agents.ts`. */
export function connectionOptions({ authorities, lookup }: AgentSettings) {
  return {
    keepAlive: true,
    // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment has no effect.
    rejectUnauthorized: true,
    // Node's default of 250 ms for each address of a host fails every connection over a slow link.
    autoSelectFamilyAttemptTimeout: 2_500,
    secureContext: authorities,
    lookup,
  };
}

/** Fails a socket that is not usable within `ms` (`secureConnect` for TLS) with `CONNECT_TIMEOUT`. */
export function limitConnecting<S extends Socket>(
  socket: S,
  usable: 'connect' | 'secureConnect',
  ms: number,
): S {
  const timer = setTimeout(() => socket.destroy(connectTimeout()), ms);
  const stop = (): void => clearTimeout(timer);
  socket.once(usable, stop);
  socket.once('close', stop);
  return socket;
}

export function connectTimeout(): Error {
  return codedError(CONNECT_TIMEOUT, 'no connection within the allowed time');
}

/** PEM texts for `ca`, which replaces Node's own and NODE_EXTRA_CA_CERTS. Undefined: Node's defaults. */
export function trustedAuthorities(
  configured: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string[] | undefined {
  return configured === undefined ? undefined : [...rootCertificates, ...extraCertificates(env), configured];
}

function extraCertificates(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const path = env.NODE_EXTRA_CA_CERTS;
  if (path === undefined || path === '') return [];
  try {
    return [readFileSync(path, 'utf8')];
  } catch {
    // Node has warned about this file at its start.
    return [];
  }
}
