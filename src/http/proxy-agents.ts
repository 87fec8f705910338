import type { Agent, ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { connectionOptions, type AgentSettings } from './agents.js';
import { connectTimeout, limitConnecting } from './connecting.js';
import {
  codedError,
  codeOf,
  isTlsRefusal,
  PROXY_REFUSED,
  PROXY_UNAVAILABLE,
  sentenceFor,
} from './network-codes.js';
import type { NamedProxy } from './proxies.js';

type ForwardedRequest = Parameters<HttpProxyAgent<string>['connect']>[0];
type HttpConnectOptions = Parameters<HttpProxyAgent<string>['connect']>[1];
type HttpsConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1];

/** An agent that reaches `protocol` addresses through an HTTP(S) proxy: https by a CONNECT tunnel, http by forwarding. */
export function proxyAgent(protocol: string, { url, name }: NamedProxy, settings: AgentSettings): Agent {
  return protocol === 'https:' ? tunnelAgent(url, name, settings) : forwardAgent(url, name, settings);
}

function tunnelAgent(proxy: URL, name: string, settings: AgentSettings): Agent {
  const options = connectionOptions(settings);
  return new (class extends HttpsProxyAgent<string> {
    override async connect(request: ClientRequest, target: HttpsConnectOptions): Promise<Socket> {
      let refused: number | undefined;
      request.once('proxyConnect', ({ statusCode }: { readonly statusCode: number }) => {
        if (statusCode !== 200) refused = statusCode;
      });
      const socket = await withinTime(request, name, settings.connectTimeout, (signal) => {
        this.connectOpts = { ...this.connectOpts, signal };
        // The library uses its options for the proxy alone; the tunnel's TLS takes them from the target.
        return super.connect(request, { ...target, ...options });
      });
      if (refused !== undefined) throw proxyRefusal(name, refused);
      return socket instanceof TLSSocket
        ? limitConnecting(socket, 'secureConnect', settings.connectTimeout)
        : socket;
    }
  })(proxy, options);
}

function forwardAgent(proxy: URL, name: string, settings: AgentSettings): Agent {
  return new (class extends HttpProxyAgent<string> {
    override connect(request: ForwardedRequest, target: HttpConnectOptions): Promise<Socket> {
      return withinTime(request, name, settings.connectTimeout, (signal) => {
        this.connectOpts = { ...this.connectOpts, signal };
        return super.connect(request, target);
      });
    }
  })(proxy, connectionOptions(settings));
}

/**
 * The proxy libraries know neither a time limit nor the end of the request while they connect: both are told to the
 * proxy's socket through a signal.
 */
async function withinTime(
  request: ClientRequest,
  name: string,
  ms: number,
  connect: (signal: AbortSignal) => Promise<Socket>,
): Promise<Socket> {
  const giveUp = new AbortController();
  const giveUpFor = (cause: 'abandoned' | 'late') => () => {
    giveUp.abort(cause);
  };
  const abandon = giveUpFor('abandoned');
  const timer = setTimeout(giveUpFor('late'), ms);
  // node-fetch gives up by `abort()`. Only its (deprecated, hence the wider type) event tells at once: without a socket,
  // 'close' comes when the connection has been made.
  const events: NodeJS.EventEmitter = request;
  events.once('abort', abandon);
  try {
    return await connect(giveUp.signal);
  } catch (error) {
    if (giveUp.signal.reason === 'late') throw connectTimeout();
    throw proxyFault(name, error);
  } finally {
    clearTimeout(timer);
    events.removeListener('abort', abandon);
  }
}

/** Until there is a way to the service, it is the proxy that fails. */
function proxyFault(name: string, error: unknown): Error {
  const code = codeOf(error) ?? '';
  const detail = error instanceof Error && error.message !== '' ? error.message : 'it does not answer';
  return codedError(
    isTlsRefusal(code) ? PROXY_REFUSED : PROXY_UNAVAILABLE,
    `${name} cannot be used: ${sentenceFor(code, detail)}`,
  );
}

/** A gateway's trouble passes, a refusal (407: credentials, 403: not this host) does not. */
const proxyRefusal = (name: string, status: number): Error =>
  codedError(
    status >= 500 ? PROXY_UNAVAILABLE : PROXY_REFUSED,
    `${name} answered HTTP ${status} when asked to connect`,
  );
