import type { Agent, ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { connectionOptions, type AgentSettings } from './agents.js';
import { connectTimeout, limitConnecting } from './connecting.js';
import { codedError, codeOf, PROXY_REFUSED, PROXY_UNAVAILABLE } from './network-codes.js';

type ForwardedRequest = Parameters<HttpProxyAgent<string>['connect']>[0];
type HttpConnectOptions = Parameters<HttpProxyAgent<string>['connect']>[1];
type HttpsConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1];

/** An agent that reaches `protocol` addresses through an HTTP(S) proxy: https by a CONNECT tunnel, http by forwarding. */
export function proxyAgent(protocol: string, proxy: URL, settings: AgentSettings): Agent {
  return protocol === 'https:' ? tunnelAgent(proxy, settings) : forwardAgent(proxy, settings);
}

function tunnelAgent(proxy: URL, settings: AgentSettings): Agent {
  const options = connectionOptions(settings);
  return new (class extends HttpsProxyAgent<string> {
    override async connect(request: ClientRequest, target: HttpsConnectOptions): Promise<Socket> {
      let refused: number | undefined;
      request.once('proxyConnect', ({ statusCode }: { readonly statusCode: number }) => {
        if (statusCode !== 200) refused = statusCode;
      });
      const socket = await withinTime(request, settings.connectTimeout, (signal) => {
        this.connectOpts = { ...this.connectOpts, signal };
        // The library uses its options for the proxy alone; the tunnel's TLS takes them from the target.
        return super.connect(request, { ...target, ...options });
      });
      if (refused !== undefined) throw proxyRefusal(refused);
      return socket instanceof TLSSocket
        ? limitConnecting(socket, 'secureConnect', settings.connectTimeout)
        : socket;
    }
  })(proxy, options);
}

function forwardAgent(proxy: URL, settings: AgentSettings): Agent {
  return new (class extends HttpProxyAgent<string> {
    override connect(request: ForwardedRequest, target: HttpConnectOptions): Promise<Socket> {
      return withinTime(request, settings.connectTimeout, (signal) => {
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
    throw codeOf(error) === undefined
      ? codedError(PROXY_UNAVAILABLE, error instanceof Error ? error.message : 'the proxy does not answer')
      : error;
  } finally {
    clearTimeout(timer);
    events.removeListener('abort', abandon);
  }
}

/** A gateway's trouble passes, a refusal (407: credentials, 403: not this host) does not. */
const proxyRefusal = (status: number): Error =>
  codedError(
    status >= 500 ? PROXY_UNAVAILABLE : PROXY_REFUSED,
    `the proxy answered HTTP ${status} when asked to connect`,
  );
