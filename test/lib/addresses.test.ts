import { isLocalHost, isPrivateAddress } from '../../src/lib/index.js';
import t from 'tap';

for (const address of [
  '0.0.0.0',
  '10.255.0.1',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.8',
  '192.168.1.1',
  '198.19.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:a00:1',
  '64:ff9b::10.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::',
  '64:ff9b:1::1',
  '2002:7f00:1::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%eth0',
  'ff02::1',
  '::127.0.0.1',
  '::ffff:0:127.0.0.1',
  'fe80::1%lo',
  '2001:0:7f00:1::1',
  '100::1',
  'not an address',
  '',
]) {
  t.equal(isPrivateAddress(address), true, `"${address}" is not on the public Internet`);
}

for (const address of [
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.1',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '223.255.255.255',
  '2606:4700::1111',
  '::ffff:1.1.1.1',
  '64:ff9b::1.1.1.1',
  '64:ff9b::101:101',
]) {
  t.equal(isPrivateAddress(address), false, `"${address}" is public`);
}

for (const [host, expected] of [
  ['127.0.0.1', true],
  ['100.64.0.1', true],
  ['10.1.2.3', true],
  ['[::1]', true],
  ['[fd00::1]', true],
  ['opencti', true],
  ['opencti.local', true],
  ['host.docker.internal', true],
  ['203.0.113.7', false],
  ['10.example', false],
  ['[2606:4700::1]', false],
  ['api.threatvision.org', false],
] as const) {
  t.equal(isLocalHost(host), expected, `${host} is ${expected ? 'local' : 'not local'}`);
}
