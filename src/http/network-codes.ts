/** Codes of this program, beside those of Node.js (`ECONNREFUSED`, `CERT_HAS_EXPIRED`, …). */
export const CONNECT_TIMEOUT = 'ERR_CONNECT_TIMEOUT';
export const ADDRESS_REFUSED = 'ERR_ADDRESS_REFUSED';
export const PROXY_REFUSED = 'ERR_PROXY_REFUSED';
export const PROXY_UNAVAILABLE = 'ERR_PROXY_UNAVAILABLE';
export const UNKNOWN_ENCODING = 'ERR_CONTENT_ENCODING';
/** Node's code; used for every response that ends before its announced length. */
export const TRUNCATED = 'ERR_STREAM_PREMATURE_CLOSE';

export function codedError(code: string, message: string): Error & { readonly code: string } {
  return Object.assign(new Error(message), { code });
}

export function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed while sending',
  ETIMEDOUT: 'the connection timed out',
  ENOTFOUND: 'the host name does not exist',
  EAI_AGAIN: 'the host name cannot be resolved at the moment',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  [TRUNCATED]: 'the response was cut off before its end',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed; add it with HTTPS_CA_CERTIFICATES',
  SELF_SIGNED_CERT_IN_CHAIN:
    'the certificate is issued by an unknown authority; add it with HTTPS_CA_CERTIFICATES',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'the certificate is issued by an unknown authority; add it with HTTPS_CA_CERTIFICATES',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'the certificate is issued by an unknown authority; add it with HTTPS_CA_CERTIFICATES',
  CERT_HAS_EXPIRED: 'the certificate has expired',
};

/** OpenSSL's reasons for first bytes that are no TLS record. */
const notTls: ReadonlySet<string> = new Set([
  'wrong version number',
  'packet length too long',
  'http request',
]);

/** The readable part of `write EPROTO 80…:error:0A00010B:SSL routines:…:wrong version number:…`. */
function tlsSentence(text: string): string | undefined {
  const reason = /:SSL routines:[^:]*:([^:]+):/.exec(text)?.[1];
  if (reason === undefined) return undefined;
  return notTls.has(reason)
    ? 'the other side does not use TLS: is it http instead of https?'
    : `no TLS connection: ${reason}`;
}

/** `otherwise` is the text of Node's error, for a code without a sentence. */
export const sentenceFor = (code: string, otherwise: string): string =>
  sentences[code] ?? tlsSentence(otherwise) ?? otherwise;

/** A header value, for example a token, with a character that HTTP cannot carry. */
export const isUnsendable = (code: string): boolean => /^ERR_INVALID_(CHAR|HTTP_TOKEN)$/.test(code);

export const isProxyCode = (code: string): boolean => code === PROXY_REFUSED || code === PROXY_UNAVAILABLE;

/** A wrong certificate, or a port without TLS: a retry does not help. */
export const isTlsRefusal = (code: string): boolean =>
  /^(CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|INVALID_CA|HOSTNAME_MISMATCH|ERR_TLS_|ERR_SSL_|EPROTO$)/.test(
    code,
  );

/** The proxy itself failed: the service behind it received nothing. */
export const isProxyFailure = (failure: { readonly reason: string; readonly code?: string }): boolean =>
  failure.code === PROXY_REFUSED || failure.code === PROXY_UNAVAILABLE;
