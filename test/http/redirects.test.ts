import t from 'tap';
import { decideStep, type Step } from '../../src/http/destinations.js';

const step = (target: string, more: Partial<Step> = {}) =>
  decideStep({
    origin: new URL('https://api.example.org/base'),
    target: new URL(target),
    method: 'GET',
    redirects: 0,
    trusted: true,
    ...more,
  });

t.test('follows to the own origin with token and headers', (t) => {
  t.same(step('https://api.example.org/x'), { follow: true, as: 'own' });
  t.same(step('https://api.example.org:443/x', { redirects: 5 }), { follow: true, as: 'own' });
  t.same(step('https://api.example.org/x', { method: 'POST' }), { follow: true, as: 'own' });
  t.end();
});

t.test('follows to another origin over https without token and headers', (t) => {
  for (const target of [
    'https://cdn.example.net/x',
    'https://sub.api.example.org/x',
    'https://api.example.org:8443/x',
    'https://api.example.org.evil.example/x',
    'https://93.184.216.34/x',
    'https://[2606:4700::1111]/x',
  ]) {
    t.same(step(target), { follow: true, as: 'cross-origin' }, target);
  }
  t.end();
});

t.test('does not trust the own origin again after a redirect from another one', (t) => {
  t.same(step('https://api.example.org/x', { redirects: 2, trusted: false }), {
    follow: true,
    as: 'cross-origin',
  });
  t.end();
});

const refusals: readonly (readonly [what: string, target: string, more?: Partial<Step>])[] = [
  ['a sixth redirect', 'https://api.example.org/x', { redirects: 6 }],
  ['another host over http', 'http://cdn.example.net/x'],
  ['the own host over http instead of https', 'http://api.example.org/x'],
  ['a scheme other than http and https', 'file:///etc/passwd'],
  ['an address with credentials', 'https://user:pass@cdn.example.net/x'],
  [
    'a redirected POST, also to the own origin',
    'https://api.example.org/x',
    { method: 'POST', redirects: 1 },
  ],
  ['a POST to another origin', 'https://cdn.example.net/x', { method: 'POST' }],
];
for (const [what, target, more] of refusals) {
  t.test(`refuses ${what}`, (t) => {
    const decision = step(target, more);
    t.equal(decision.follow, false);
    t.notOk('onlyBecause' in decision, 'independent of the own address');
    t.end();
  });
}

t.test('refuses a move of the service to https, which would drop the token', (t) => {
  const moved = step('https://tv.example.org/x', { origin: new URL('http://tv.example.org/') });
  t.same(moved, {
    follow: false,
    why: 'the service has moved to https://tv.example.org; configure that address',
  });
  const files = step('https://tv.example.org:8443/x', { origin: new URL('http://tv.example.org/') });
  t.same(files, { follow: true, as: 'cross-origin' }, 'another port is another origin');
  t.end();
});

t.test('refuses private addresses in every spelling, unless the own service has one', (t) => {
  for (const host of [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '10.0.0.1',
    '169.254.169.254',
    '[::1]',
    '[::ffff:10.0.0.1]',
    'localhost',
    'db.localhost',
    'LOCALHOST.',
  ]) {
    t.match(step(`https://${host}/x`), { follow: false, onlyBecause: 'private-address' }, host);
  }
  t.end();
});
