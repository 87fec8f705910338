import t from 'tap';
import { decideStep, type Step } from '../../src/http/redirects.js';

const step = (target: string, more: Partial<Step> = {}) =>
  decideStep({
    origin: new URL('https://api.example.org/base'),
    target: new URL(target),
    method: 'GET',
    redirects: 0,
    trusted: true,
    ...more,
  });

t.test('the own origin gets token and headers', (t) => {
  t.same(step('https://api.example.org/x'), { follow: true, as: 'own' });
  t.same(step('https://api.example.org:443/x', { redirects: 5 }), { follow: true, as: 'own' });
  t.same(step('https://api.example.org/x', { method: 'POST' }), { follow: true, as: 'own' });
  t.end();
});

t.test('another origin over https gets neither', (t) => {
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

t.test('an origin that another one points back to is not trusted again', (t) => {
  t.same(step('https://api.example.org/x', { redirects: 2, trusted: false }), {
    follow: true,
    as: 'cross-origin',
  });
  t.end();
});

const refusals: readonly (readonly [what: string, target: string, more?: Partial<Step>])[] = [
  ['a sixth redirect', 'https://api.example.org/x', { redirects: 6 }],
  ['another host without TLS', 'http://cdn.example.net/x'],
  ['the own host without TLS', 'http://api.example.org/x'],
  ['something else than the web', 'file:///etc/passwd'],
  ['credentials in the address', 'https://user:pass@cdn.example.net/x'],
  ['a redirected POST, at home too', 'https://api.example.org/x', { method: 'POST', redirects: 1 }],
  ['a POST to another origin', 'https://cdn.example.net/x', { method: 'POST' }],
];
for (const [what, target, more] of refusals) {
  t.test(`refused: ${what}`, (t) => {
    const decision = step(target, more);
    t.equal(decision.follow, false);
    t.notOk('onlyBecause' in decision, 'whatever the own address is');
    t.end();
  });
}

t.test('a service that has moved to https is named, not asked without its token', (t) => {
  const moved = step('https://tv.example.org/x', { origin: new URL('http://tv.example.org/') });
  t.same(moved, {
    follow: false,
    why: 'the service has moved to https://tv.example.org; configure that address',
  });
  const files = step('https://tv.example.org:8443/x', { origin: new URL('http://tv.example.org/') });
  t.same(files, { follow: true, as: 'cross-origin' }, 'another port is another service');
  t.end();
});

t.test('private addresses are refused unless the own service lives on one, in every spelling', (t) => {
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
