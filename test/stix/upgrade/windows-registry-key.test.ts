import t from 'tap';
import { observablesOf } from './observed-data-fixture.js';

t.test('upgrades a registry key, and keeps types without changes', (t) => {
  const { observables, messages } = observablesOf({
    0: {
      type: 'windows-registry-key',
      key: 'HKEY_LOCAL_MACHINE\\System\\Foo\\Bar',
      modified: '2016-01-20T14:11:25.55Z',
      values: [
        {
          name: 'Foo',
          data: 'qwerty',
          data_type: 'REG_SZ',
        },
      ],
      creator_user_ref: '1',
      number_of_subkeys: 2,
    },
    1: {
      type: 'user-account',
      account_type: 'windows-local',
      user_id: 'S-1-5-21',
      account_login: 'mary',
    },
    2: {
      type: 'x509-certificate',
      is_self_signed: false,
      hashes: {
        'SHA-1': 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
      },
      serial_number: '36:f7',
      issuer: 'C=ZA',
      validity_not_before: '2016-03-12T12:00:00Z',
      subject: 'C=US',
      x509_v3_extensions: {
        basic_constraints: 'critical,CA:TRUE',
        policy_constraints: 'x',
      },
    },
    3: {
      type: 'software',
      name: 'Word',
      cpe: 'cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*',
      version: '2002',
      vendor: 'Microsoft',
    },
    4: {
      type: 'mutex',
      name: '__CLEANSWEEP__',
    },
    5: {
      type: 'url',
      value: 'https://example.com/research/index.html',
    },
  });
  t.strictSame(observables, [
    {
      type: 'windows-registry-key',
      key: 'HKEY_LOCAL_MACHINE\\System\\Foo\\Bar',
      modified_time: '2016-01-20T14:11:25.55Z',
      values: [
        {
          name: 'Foo',
          data: 'qwerty',
          data_type: 'REG_SZ',
        },
      ],
      creator_user_ref: 'user-account--e541bab2-db5d-5b18-b6ab-f408b8d7fe2f',
      number_of_subkeys: 2,
      id: 'windows-registry-key--a485b5d9-834c-5558-9a81-be947e91b3ec',
    },
    {
      type: 'user-account',
      account_type: 'windows-local',
      user_id: 'S-1-5-21',
      account_login: 'mary',
      id: 'user-account--e541bab2-db5d-5b18-b6ab-f408b8d7fe2f',
    },
    {
      type: 'x509-certificate',
      is_self_signed: false,
      hashes: {
        'SHA-1': 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
      },
      serial_number: '36:f7',
      issuer: 'C=ZA',
      validity_not_before: '2016-03-12T12:00:00Z',
      subject: 'C=US',
      x509_v3_extensions: {
        basic_constraints: 'critical,CA:TRUE',
        policy_constraints: 'x',
      },
      id: 'x509-certificate--fde87085-8ee9-52de-ba4b-d1d57b532593',
    },
    {
      type: 'software',
      name: 'Word',
      cpe: 'cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*',
      version: '2002',
      vendor: 'Microsoft',
      id: 'software--710b0b41-d4d0-5d6c-a400-fc9254554ffc',
    },
    {
      type: 'mutex',
      name: '__CLEANSWEEP__',
      id: 'mutex--f93fe911-e545-5239-b9b0-597840d0c871',
    },
    {
      type: 'url',
      value: 'https://example.com/research/index.html',
      id: 'url--47c3cf9a-5027-5bf0-997a-017c7edc7c55',
    },
  ]);
  t.strictSame(messages, []);
  t.end();
});
