import t, { type Test } from 'tap';

import type { HttpClientOptions } from '../../src/http/index.js';
import { type Clock, connect } from '../opencti/platform.js';
import { clientFor, get, instantEffects, serverFor } from '../http/setup.js';
import { createThreatVision } from '../../src/threatvision/index.js';
import { startOpenCti } from '../sandbox/opencti.js';
import type { Fault } from '../sandbox/server.js';
import { startThreatVision } from '../sandbox/threatvision.js';
import { items } from './counts.js';

const token = '/oauth/token';
const list = /^\/api\/v2\/reports$/;
const stix = /\.stix$/;
const requests = [token, list, stix];

async function readReport(t: Test, faults: readonly Fault[], options: Partial<HttpClientOptions> = {}) {
  const server = await startThreatVision({ content: items(1, 0) });
  t.teardown(() => server.close());
  for (const fault of faults) server.fault(fault);
  const effects = instantEffects();
  const threatVision = createThreatVision({
    http: clientFor(t, server.url, options, effects),
    base: new URL(server.url),
    credentials: { type: 'oauth', clientId: 'demo', clientSecret: 'demo' },
    now: effects.now,
  });
  const listing = await threatVision.list('reports', 0);
  const [entry] = listing.ok ? listing.value.entries : [];
  const download = entry === undefined ? undefined : await threatVision.downloadStix(entry);
  const counts = requests.map((path) => server.count(path));
  return { delivered: download?.ok === true, listing, counts, waits: effects.waits };
}

async function readVersion(t: Test, status: number) {
  const sandbox = await startOpenCti();
  t.teardown(() => sandbox.close());
  sandbox.fault({ path: '/graphql', matchBody: 'query About', status });
  const instantly: Clock = { now: () => 0, sleep: () => Promise.resolve() };
  const connected = await connect(t, sandbox.url, { clock: instantly });
  return { connected: connected.ok, count: sandbox.count('/graphql') };
}

/** A token, two pages of the list, a download. */
const undisturbed = [1, 2, 1];
const onceMore = undisturbed.map((count) => count + 1);

t.test('reads a report with one token, two pages and one download', async (t) => {
  const { delivered, counts, waits } = await readReport(t, []);
  t.ok(delivered);
  t.strictSame(counts, undisturbed);
  t.strictSame(waits, []);
});

/** Transient statuses, and whether a request to OpenCTI is retried on them as well. */
const passing = { 408: false, 425: false, 429: true, 500: false, 502: true, 503: true, 504: true };
for (const [text, retriedForOpenCti] of Object.entries(passing)) {
  const status = Number(text);
  t.test(`retries HTTP ${status} for a token, a list and a download`, async (t) => {
    const { delivered, counts } = await readReport(
      t,
      requests.map((path) => ({ path, status })),
    );
    t.ok(delivered);
    t.strictSame(counts, onceMore);
  });
  t.test(`${retriedForOpenCti ? 'retries' : 'does not retry'} HTTP ${status} of OpenCTI`, async (t) => {
    const { connected, count } = await readVersion(t, status);
    t.equal(connected, retriedForOpenCti);
    if (!retriedForOpenCti) t.equal(count, 1);
  });
}

for (const status of [400, 405, 418, 501, 505]) {
  t.test(`does not retry HTTP ${status}`, async (t) => {
    const { listing, counts, waits } = await readReport(t, [{ path: list, status, times: 100 }]);
    t.match(listing, { ok: false, failure: { reason: 'threatvision-http', http: { status, attempts: 1 } } });
    t.strictSame(counts, [1, 1, 0]);
    t.strictSame(waits, []);
  });
}

t.test('survives an outage of 20 s, as of a container that restarts, with the default budget', async (t) => {
  for (const random of [0.25, 0.5, 0.99]) {
    const effects = instantEffects({ random: () => random });
    const end = effects.now() + 20_000;
    const server = await serverFor(t, () => ({ status: effects.now() < end ? 503 : 200 }));
    const response = await clientFor(t, server.url, {}, effects).send(get(`${server.url}/a`));
    t.equal(response.ok, true, `random numbers of ${random}`);
  }
});

t.test('abandons a download that stalls, and requests it again', async (t) => {
  const { delivered, counts } = await readReport(t, [{ path: stix, hang: 'body' }], {
    timeouts: { connect: 60_000, headers: 60_000, idleBody: 2_000 },
  });
  t.ok(delivered);
  t.strictSame(counts, [1, 2, 2]);
});

/** The date forms are relative to the clock of `instantEffects`. */
const now = Date.UTC(2026, 10, 24, 12);
const noPatience = { retryLimits: { requestBackOff: 0 } };
const readable = [
  { form: '0 seconds', value: '0', wait: 0 },
  { form: '7 seconds', value: '7', wait: 7_000 },
  { form: 'a date in the future', value: new Date(now + 30_000).toUTCString(), wait: 30_000 },
  { form: 'a date in the past', value: new Date(now - 60_000).toUTCString(), wait: 0 },
];
for (const { form, value, wait } of readable) {
  t.test(`waits for a Retry-After of ${form} on the token, the list and a download`, async (t) => {
    for (const [index, path] of requests.entries()) {
      const headers = { 'retry-after': value, date: new Date(now).toUTCString() };
      const { delivered, counts, waits } = await readReport(t, [{ path, status: 429, headers }], noPatience);
      t.ok(delivered);
      t.strictSame(
        counts,
        undisturbed.map((count, at) => (at === index ? count + 1 : count)),
      );
      // Half of the base delay of 500 ms is the jitter that `instantEffects` draws.
      t.strictSame(waits, [wait + 250]);
    }
  });
}

t.test('leaves a 429 without a readable Retry-After to the retry budget', async (t) => {
  for (const value of [undefined, 'soon', '-1']) {
    const headers = value === undefined ? {} : { 'retry-after': value };
    const { listing, counts } = await readReport(
      t,
      [{ path: list, status: 429, headers, times: 100 }],
      noPatience,
    );
    t.match(listing, { ok: false, failure: { http: { status: 429, attempts: 1 } } });
    t.strictSame(counts, [1, 1, 0]);
  }
});
