import t from 'tap';

import { createProgressText } from '../../src/cli/ui/progress-text.js';
import { widthOf } from '../../src/cli/ui/text.js';

/** Reports are listed at second 0. */
function after(seconds: number, done: number, planned: number) {
  let now = 0;
  const text = createProgressText(() => now);
  text.see({ type: 'listed', kind: 'reports', listed: planned, planned, from: 0 });
  for (let at = 0; at < done; at++) {
    text.see({ type: 'downloaded', kind: 'reports', id: String(at) });
    text.see({ type: 'nothing-to-import', kind: 'reports', id: String(at), notes: [] });
  }
  now = seconds * 1000;
  return text;
}

t.test('a long run shows its rate and the remaining time', (t) => {
  t.equal(after(10, 50, 350).lines(80), 'reports: 50 of 350 delivered, 50 downloaded, 5.0/s, 60 s left');
  t.equal(after(600, 100, 7300).lines(80).slice(-20), ' 0.2/s, 12.0 h left'.padStart(20, ','));
  t.end();
});

t.test('shows no rate after few items or a short time', (t) => {
  t.equal(after(10, 4, 350).lines(80), 'reports: 4 of 350 delivered, 4 downloaded');
  t.equal(after(1, 50, 350).lines(80), 'reports: 50 of 350 delivered, 50 downloaded');
  t.equal(after(10, 50, 50).lines(80), 'reports: 50 of 50 delivered, 50 downloaded', 'nothing remains');
  t.end();
});

t.test('each kind has a line, and no line is wider than the terminal', (t) => {
  const text = after(10, 50, 123_456);
  text.see({ type: 'listed', kind: 'bundles', listed: 0, planned: 0, from: 0 });
  text.see({ type: 'failed', kind: 'reports', id: 'x', reason: 'r', message: 'm', nextTry: 1 });
  const [reports = '', bundles] = text.lines(60).split('\n');
  t.equal(reports, 'reports: 50 of 123456 delivered, 50 downloaded, 1 failed, 5…');
  t.equal(widthOf(reports), 60);
  t.equal(bundles, '  bundles: nothing new');
  t.end();
});

t.test('the wait for the import replaces the deliveries', (t) => {
  const text = after(10, 50, 50);
  text.see({ type: 'importing', expected: 900, processed: 12 });
  t.equal(text.lines(80), 'OpenCTI has imported 12 of 900 objects');
  t.end();
});

t.test('shows the reason of a retry until a request succeeds', (t) => {
  let now = 0;
  const text = createProgressText(() => now);
  const at = { method: 'POST', url: 'http://x/', attempts: 1 } as const;
  const refused = { ...at, reason: 'network', code: 'ECONNREFUSED', message: 'connection refused' } as const;
  text.retrying('OpenCTI', refused, 2000);
  t.equal(text.lines(80), 'OpenCTI does not respond (ECONNREFUSED), retrying');
  text.see({ type: 'listed', kind: 'bundles', listed: 0, planned: 0, from: 0 });
  t.equal(text.lines(40), 'bundles: nothing new\n  OpenCTI does not respond (ECONNREFUSED)…');
  now = 3500;
  t.equal(text.lines(80), 'bundles: nothing new');
  text.retrying('ThreatVision', { ...at, reason: 'http-status', status: 503, body: '', contentType: '' }, 9);
  t.match(text.lines(80), 'ThreatVision returned HTTP 503, retrying');
  text.retrying('ThreatVision', { ...at, reason: 'http-status', status: 200, body: '', contentType: '' }, 9);
  t.match(text.lines(80), 'ThreatVision returned an unusable response, retrying');
  t.end();
});
