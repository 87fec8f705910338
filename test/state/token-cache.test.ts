import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { openTokenStore } from '../../src/state/index.js';

const owner = ['https://api.example/', 'client', 'secret'];

t.test(
  'a token is available to the next run of the same account only, in a file that only the user can read',
  async (t) => {
    const directory = t.testdir();
    const store = await openTokenStore(directory, owner);
    t.equal(store.load(), undefined);
    store.save({ value: 'token', expiresAt: 5 });
    t.same((await openTokenStore(directory, owner)).load(), { value: 'token', expiresAt: 5 });
    t.equal((await openTokenStore(directory, ['https://api.example/', 'other', 'secret'])).load(), undefined);
    t.equal(statSync(join(directory, 'token.json')).mode & 0o777, 0o600);
    store.clear();
    t.equal((await openTokenStore(directory, owner)).load(), undefined);
  },
);

t.test('a cache that cannot be read or written is not a failure', async (t) => {
  const directory = t.testdir({ file: '' });
  const store = await openTokenStore(join(directory, 'file', 'state'), owner);
  store.save({ value: 'token' });
  t.equal(store.load(), undefined);
  store.clear();

  const damaged = t.testdir();
  writeFileSync(join(damaged, 'token.json'), '{"half');
  const second = await openTokenStore(damaged, owner);
  t.equal(second.load(), undefined);
  second.save({ value: 'token' });
  t.same(second.load(), { value: 'token' });
  t.strictSame(readdirSync(damaged), ['token.json']);
});
