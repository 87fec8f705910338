import t from 'tap';
import { proxyFor } from '../../src/http/proxy.js';

const chosen = (url: string, env: Readonly<Record<string, string | undefined>>) =>
  proxyFor(new URL(url), env)?.url?.href;

t.test('selects the variable by protocol, lower case before upper case', (t) => {
  const env = { HTTPS_PROXY: 'http://secure:1', HTTP_PROXY: 'http://plain:2', all_proxy: 'http://all:3' };
  t.equal(chosen('https://a.example/', env), 'http://secure:1/');
  t.equal(chosen('http://a.example/', env), 'http://plain:2/');
  t.equal(chosen('https://a.example/', { ...env, https_proxy: 'http://lower:4' }), 'http://lower:4/');
  t.equal(chosen('https://a.example/', { ALL_PROXY: 'http://all:3' }), 'http://all:3/');
  t.equal(chosen('https://a.example/', { HTTP_PROXY: 'http://plain:2' }), undefined);
  t.end();
});

t.test(
  'reads a proxy without a scheme as http, ignores empty variables, and names the variable of an unusable value',
  (t) => {
    t.equal(chosen('https://a.example/', { HTTPS_PROXY: 'proxy:8080' }), 'http://proxy:8080/');
    t.equal(chosen('https://a.example/', { HTTPS_PROXY: '', https_proxy: '' }), undefined);
    const env = { HTTPS_PROXY: '', https_proxy: '', no_proxy: 'b.example' };
    t.equal(proxyFor(new URL('https://a.example/'), env), undefined);
    for (const value of ['http://:::', 'socks5://proxy:1080', 'ftp://proxy']) {
      const unusable = { url: undefined, variable: 'HTTPS_PROXY' };
      t.strictSame(proxyFor(new URL('https://a.example/'), { ...env, HTTPS_PROXY: value }), unusable);
      t.equal(proxyFor(new URL('https://b.example/'), { ...env, HTTPS_PROXY: value }), undefined);
    }
    t.end();
  },
);

const exemptions: readonly (readonly [list: string, url: string, direct: boolean])[] = [
  ['*', 'https://a.example/', true],
  ['a.example', 'https://a.example/', true],
  ['a.example', 'https://sub.a.example/', true],
  ['.a.example', 'https://sub.a.example/', true],
  ['*.a.example', 'https://sub.a.example/', true],
  ['a.example', 'https://not-a.example/', false],
  ['A.EXAMPLE', 'https://a.example/', true],
  ['b.example, a.example', 'https://a.example/', true],
  ['b.example a.example', 'https://a.example/', true],
  ['a.example:8443', 'https://a.example:8443/', true],
  ['a.example:8443', 'https://a.example/', false],
  ['a.example:443', 'https://a.example/', true],
  ['127.0.0.1', 'http://127.0.0.1:8080/', true],
  ['::1', 'http://[::1]:8080/', true],
  ['127.0.0.0/8', 'http://127.9.9.9:8080/', true],
  ['127.0.0.0/8', 'http://128.0.0.1/', false],
  ['10.0.0.0/8, 192.168.0.0/16', 'http://192.168.7.7/', true],
  ['10.0.0.0/8', 'http://10.example/', false],
  ['fd00::/8', 'http://[fd12::1]/', true],
  ['[fd00::]/8', 'http://[fd12::1]/', true],
  ['fd00::/8', 'http://10.0.0.1/', false],
  ['0.0.0.0/0', 'http://203.0.113.9/', true],
  ['10.0.0.0/99', 'http://10.0.0.1/', false],
  ['[::1]', 'http://[::1]:8080/', true],
  ['[::1]:8080', 'http://[::1]:8080/', true],
  ['[::1]:8080', 'http://[::1]:8081/', false],
  ['0:0:0:0:0:0:0:1', 'http://[::1]/', true],
  ['[0:0:0:0:0:0:0:1]:8080', 'http://[::1]:8080/', true],
  ['[FD12:0:0::1]', 'http://[fd12::1]/', true],
  ['FD00::/8', 'http://[fd12::1]/', true],
  ['a.example.', 'https://a.example/', true],
  ['a.example', 'https://a.example./', true],
  ['.A.example.:8443', 'https://sub.a.example:8443/', true],
  ['BÜCHER.example', 'https://xn--bcher-kva.example/', true],
  ['.', 'https://a.example/', false],
  ['*.', 'https://a.example/', false],
  ['*.*', 'https://a.example/', false],
  [':443', 'https://a.example/', false],
  ['a.example:', 'https://a.example/', false],
  ['10.0.0.0/8:80', 'http://10.1.1.1/', false],
  ['10.0.0.0/', 'http://10.1.1.1/', false],
  ['/8', 'http://10.1.1.1/', false],
  ['http://a.example', 'https://a.example/', false],
  [':'.repeat(100_000), 'https://a.example/', false],
  ['ä'.repeat(100_000), 'https://a.example/', false],
  ['', 'https://a.example/', false],
];
for (const [list, url, direct] of exemptions) {
  t.test(
    `NO_PROXY "${list.slice(0, 40)}": ${url} is reached ${direct ? 'directly' : 'through the proxy'}`,
    (t) => {
      const proxy = chosen(url, { ALL_PROXY: 'http://proxy:1', NO_PROXY: list });
      t.equal(proxy, direct ? undefined : 'http://proxy:1/');
      t.end();
    },
  );
}
