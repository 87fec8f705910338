/** Responses that never end and are never silent. */
import t from 'tap';

import { drippingServer } from '../http/dripping-server.js';
import { clientFor, get } from '../http/setup.js';

const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';

const endless = [
  ['a byte of a header at a time', 'HTTP/1.1 200 OK\r\nx: ', 'a', 'headers'],
  ['header fields', 'HTTP/1.1 200 OK\r\n', 'x: y\r\n', 'headers'],
  ['interim responses', '', 'HTTP/1.1 103 Early Hints\r\n\r\n', 'headers'],
  ['a byte of a body at a time', 'HTTP/1.1 200 OK\r\n\r\n', 'a', 'body'],
  ['a byte of an error at a time', 'HTTP/1.1 500 No\r\n\r\n', 'a', 'body'],
  ['a byte of a redirect at a time', 'HTTP/1.1 302 No\r\nlocation: /b\r\n\r\n', 'a', 'body'],
  ['chunks of a byte', chunked, '1\r\na\r\n', 'body'],
  ['an extension of a chunk', `${chunked}1;x=`, 'a', 'body'],
  ['trailer fields', `${chunked}0\r\n`, 'x: y\r\n', 'body'],
] as const;

for (const [what, start, part, phase] of endless)
  t.test(`a service that sends ${what} without end is a timeout`, async (t) => {
    const url = await drippingServer(t, start, part);
    const limit = 200;
    const patience = { connect: 60_000, headers: 60_000, idleBody: 60_000, wholeBody: 60_000 };
    const timeouts = { ...patience, [phase === 'body' ? 'idleBody' : phase]: limit };
    const client = clientFor(t, url, { timeouts });
    t.match(await client.send(get(`${url}/a`, { retry: 'never' })), {
      ok: false,
      failure: { reason: 'timeout', phase },
    });
  });
