import type { Agent, ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { type AgentSettings, connectionOptions, connectTimeout, limitConnecting } from './agents.js';
import {
  codedError,
  codeOf,
  isTlsRefusal,
  PROXY_REFUSED,
  PROXY_UNAVAILABLE,
  sentenceFor,
} from './network-codes.js';
import type { Proxy } from './proxy.js';

type ForwardedRequest = Parameters<HttpProxyAgent<string>['connect']>[0];
type HttpConnectOptions = Parameters<HttpProxyAgent<string>['connect']>[1];
type HttpsConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1];

/** https by a CONNECT tunnel, http by forwarding. */
export function proxyAgent(protocol: string, { url, name }: Proxy, settings: AgentSettings): Agent {
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
        // The library uses its options for the proxy only; the TLS of the tunnel takes them from the target.
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

/** The proxy libraries have no time limit and ignore the end of the request while they connect. */
async function withinTime(
  request: ClientRequest,
  name: string,
  ms: number,
  connect: (signal: AbortSignal) => Promise<Socket>,
): Promise<Socket> {
  const controller = new AbortController();
  const abortWith = (cause: 'abandoned' | 'late') => () => {
    controller.abort(cause);
  };
  const abandon = abortWith('abandoned');
  const timer = setTimeout(abortWith('late'), ms);
  // node-fetch ends a request by `abort()`; only its deprecated event (hence the wider type) comes at once.
  const events: NodeJS.EventEmitter = request;
  events.once('abort', abandon);
  try {
    return await connect(controller.signal);
  } catch (error) {
    if (controller.signal.reason === 'late') throw connectTimeout();
    throw proxyFailure(name, error);
  } finally {
    clearTimeout(timer);
    events.removeListener('abort', abandon);
  }
}

/** Before the tunnel is established, every failure is the proxy's. */
function proxyFailure(name: string, error: unknown): Error {
  const code = codeOf(error) ?? '';
  // The library's messages quote the response, which can contain the credentials of the proxy.
  if (error instanceof Error && /^(?:Invalid|No) header /.test(error.message)) return notHttp(name);
  const detail = error instanceof Error && error.message !== '' ? error.message : 'it does not respond';
  return codedError(
    isTlsRefusal(code) ? PROXY_REFUSED : PROXY_UNAVAILABLE,
    `${name} cannot be used: ${sentenceFor(code, detail)}`,
  );
}

/** An error of a gateway can pass; a refusal (407: credentials, 403: this host is not allowed) cannot. */
function proxyRefusal(name: string, status: number): Error {
  // RFC 9110 section 15: a status has three digits, the first of which is its class.
  if (!(status >= 100 && status < 600)) return notHttp(name);
  return codedError(
    status >= 500 ? PROXY_UNAVAILABLE : PROXY_REFUSED,
    `${name} returned HTTP ${status} to the CONNECT request`,
  );
}

const notHttp = (name: string): Error =>
  codedError(PROXY_UNAVAILABLE, `${name} cannot be used: its response to the CONNECT request is not HTTP`);
