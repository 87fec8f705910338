import t from 'tap';
import { observablesOf } from './observed-data-fixture.js';

t.test('a process with its image, parent, account and connection', (t) => {
  const { observables, messages } = observablesOf({
    0: {
      type: 'process',
      pid: 1221,
      name: 'gedit-bin',
      created: '2016-01-20T14:11:25.55Z',
      cwd: '/home/jdoe',
      arguments: ['--new-window', 'a b.txt'],
      environment_variables: {
        HOME: '/home/jdoe',
        my_ref: '1',
      },
      opened_connection_refs: ['1'],
      creator_user_ref: '4',
      binary_ref: '2',
      parent_ref: '3',
      extensions: {
        'windows-process-ext': {
          aslr_enabled: true,
          startup_info: {
            hStdInput: '1',
          },
        },
        'windows-service-ext': {
          service_name: 'sirvizio',
          service_dll_refs: ['2'],
        },
      },
    },
    1: {
      type: 'network-traffic',
      src_ref: '5',
      dst_ref: '6',
      src_port: 2487,
      dst_port: 443,
      protocols: ['ipv4', 'tcp'],
      is_active: true,
      extensions: {
        'socket-ext': {
          address_family: 'AF_INET',
          protocol_family: 'PF_INET',
          is_listening: true,
        },
        'tcp-ext': {
          src_flags_hex: '00000002',
        },
      },
    },
    2: {
      type: 'file',
      name: 'gedit-bin',
      hashes: {
        MD5: 'aaf9ad24e5a9a86aa3f4a2d2a6f0ab52',
      },
    },
    3: {
      type: 'process',
      pid: 1,
      command_line: '/sbin/init splash',
      name: 'init',
      child_refs: ['0'],
    },
    4: {
      type: 'user-account',
      user_id: '1001',
    },
    5: {
      type: 'ipv4-addr',
      value: '203.0.113.1',
      resolves_to_refs: ['7'],
      belongs_to_refs: ['8'],
    },
    6: {
      type: 'ipv6-addr',
      value: '2001:db8::1',
    },
    7: {
      type: 'mac-addr',
      value: 'd2:fb:49:24:37:18',
    },
    8: {
      type: 'autonomous-system',
      number: 15139,
      name: 'Slime Industries',
    },
  });
  const [editor, init] = observables.filter(({ type }) => type === 'process').map(({ id }) => id);
  t.strictSame(observables, [
    {
      type: 'process',
      pid: 1221,
      created_time: '2016-01-20T14:11:25.55Z',
      cwd: '/home/jdoe',
      environment_variables: {
        HOME: '/home/jdoe',
        my_ref: '1',
      },
      opened_connection_refs: ['network-traffic--57aca973-dc48-57f9-b650-bd27b0cbee0a'],
      creator_user_ref: 'user-account--6c60cab0-c5a6-54cf-be81-94eff8deeb9e',
      image_ref: 'file--b40b70df-7f79-52fa-8700-a7fcc0a3d2f1',
      parent_ref: init,
      extensions: {
        'windows-process-ext': {
          aslr_enabled: true,
          startup_info: {
            hStdInput: '1',
          },
        },
        'windows-service-ext': {
          service_name: 'sirvizio',
          service_dll_refs: ['file--b40b70df-7f79-52fa-8700-a7fcc0a3d2f1'],
        },
      },
      command_line: 'gedit-bin --new-window a b.txt',
      id: editor,
    },
    {
      type: 'network-traffic',
      src_ref: 'ipv4-addr--ad74bc22-43d2-52ed-890e-7d382f58e1eb',
      dst_ref: 'ipv6-addr--6469e3a9-b053-5e34-a025-9396ae051d26',
      src_port: 2487,
      dst_port: 443,
      protocols: ['ipv4', 'tcp'],
      is_active: true,
      extensions: {
        'socket-ext': {
          address_family: 'AF_INET',
          is_listening: true,
        },
        'tcp-ext': {
          src_flags_hex: '00000002',
        },
      },
      id: 'network-traffic--57aca973-dc48-57f9-b650-bd27b0cbee0a',
    },
    {
      type: 'file',
      name: 'gedit-bin',
      hashes: {
        MD5: 'aaf9ad24e5a9a86aa3f4a2d2a6f0ab52',
      },
      id: 'file--b40b70df-7f79-52fa-8700-a7fcc0a3d2f1',
    },
    {
      type: 'process',
      pid: 1,
      command_line: '/sbin/init splash',
      child_refs: [editor],
      id: init,
    },
    {
      type: 'user-account',
      user_id: '1001',
      id: 'user-account--6c60cab0-c5a6-54cf-be81-94eff8deeb9e',
    },
    {
      type: 'ipv4-addr',
      value: '203.0.113.1',
      resolves_to_refs: ['mac-addr--757b1725-9903-54f5-a855-1240691d7659'],
      belongs_to_refs: ['autonomous-system--3aa27478-50b5-5ab8-9da9-cdc12b657fff'],
      id: 'ipv4-addr--ad74bc22-43d2-52ed-890e-7d382f58e1eb',
    },
    {
      type: 'ipv6-addr',
      value: '2001:db8::1',
      id: 'ipv6-addr--6469e3a9-b053-5e34-a025-9396ae051d26',
    },
    {
      type: 'mac-addr',
      value: 'd2:fb:49:24:37:18',
      id: 'mac-addr--757b1725-9903-54f5-a855-1240691d7659',
    },
    {
      type: 'autonomous-system',
      number: 15139,
      name: 'Slime Industries',
      id: 'autonomous-system--3aa27478-50b5-5ab8-9da9-cdc12b657fff',
    },
  ]);
  t.strictSame(messages, [
    'Removed socket-ext protocol_family of an embedded network-traffic: STIX 2.1 has no such property.',
    'Removed name of an embedded process: STIX 2.1 has no such property.',
  ]);
  t.end();
});
