import * as http from 'node:http';
import * as https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import { Socket } from 'node:net';
import { limitConnecting } from './connecting.js';

export interface AgentSettings {
  readonly connectTimeout: number;
  readonly authorities?: SecureContext | undefined;
  readonly lookup?: LookupFunction | undefined;
}

type Created = Duplex | null | undefined;

/** Keeps connections open between requests; a connection that is not made in time fails. */
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

/** Also for the tunnels through a proxy, see `proxy-agents.ts`. */
export function connectionOptions({ authorities, lookup }: AgentSettings) {
  return {
    keepAlive: true,
    // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment changes nothing.
    rejectUnauthorized: true,
    // Node's 250 ms per address of a host with several fail every connection over a slow link.
    autoSelectFamilyAttemptTimeout: 2_500,
    ...(authorities === undefined ? {} : { secureContext: authorities }),
    ...(lookup === undefined ? {} : { lookup }),
  };
}
