import t from 'tap';
import { observablesOf } from './observed-data-fixture.js';

t.test('an HTTP request that carries a payload and encapsulates a ping', (t) => {
  const { observables, messages } = observablesOf({
    0: {
      type: 'ipv4-addr',
      value: '198.51.100.2',
    },
    1: {
      type: 'domain-name',
      value: 'example.com',
      resolves_to_refs: ['0'],
    },
    2: {
      type: 'network-traffic',
      start: '2016-08-25T01:00:00Z',
      dst_ref: '1',
      dst_port: 80,
      protocols: ['tcp', 'http'],
      dst_payload_ref: '3',
      encapsulates_refs: ['4'],
      extensions: {
        'http-request-ext': {
          request_method: 'get',
          request_value: '/download.html',
          request_header: {
            'User-Agent': 'Mozilla/5.0',
            Accept: ['text/html', '*/*'],
          },
          message_body_data_ref: '3',
        },
      },
    },
    3: {
      type: 'artifact',
      payload_bin: 'aGk=',
    },
    4: {
      type: 'network-traffic',
      dst_ref: '0',
      protocols: ['ipv4', 'icmp'],
      encapsulated_by_ref: '2',
      extensions: {
        'icmp-ext': {
          icmp_type_hex: '08',
          icmp_code_hex: '00',
        },
      },
    },
  });
  t.strictSame(observables, [
    {
      type: 'ipv4-addr',
      value: '198.51.100.2',
      id: 'ipv4-addr--9cf4a8ec-7640-5f40-a006-79942896168b',
    },
    {
      type: 'domain-name',
      value: 'example.com',
      resolves_to_refs: ['ipv4-addr--9cf4a8ec-7640-5f40-a006-79942896168b'],
      id: 'domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7',
    },
    {
      type: 'network-traffic',
      start: '2016-08-25T01:00:00Z',
      dst_ref: 'domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7',
      dst_port: 80,
      protocols: ['tcp', 'http'],
      dst_payload_ref: 'artifact--1ae95d38-34cb-52ce-8481-f58566d6b764',
      encapsulates_refs: ['network-traffic--ecb55b50-66e0-5ffe-bdf0-41005d59aa2b'],
      extensions: {
        'http-request-ext': {
          request_method: 'get',
          request_value: '/download.html',
          request_header: {
            'User-Agent': ['Mozilla/5.0'],
            Accept: ['text/html', '*/*'],
          },
          message_body_data_ref: 'artifact--1ae95d38-34cb-52ce-8481-f58566d6b764',
        },
      },
      id: 'network-traffic--f2f6b893-bb0b-5add-b5a2-d3a7d487ba75',
    },
    {
      type: 'artifact',
      payload_bin: 'aGk=',
      id: 'artifact--1ae95d38-34cb-52ce-8481-f58566d6b764',
    },
    {
      type: 'network-traffic',
      dst_ref: 'ipv4-addr--9cf4a8ec-7640-5f40-a006-79942896168b',
      protocols: ['ipv4', 'icmp'],
      encapsulated_by_ref: 'network-traffic--f2f6b893-bb0b-5add-b5a2-d3a7d487ba75',
      extensions: {
        'icmp-ext': {
          icmp_type_hex: '08',
          icmp_code_hex: '00',
        },
      },
      id: 'network-traffic--ecb55b50-66e0-5ffe-bdf0-41005d59aa2b',
    },
  ]);
  t.strictSame(messages, []);
  t.end();
});
