import t from 'tap';
import { observablesOf } from './observed-data-fixture.js';

t.test('an e-mail with its addresses, attachments and account', (t) => {
  const { observables, messages } = observablesOf({
    0: {
      type: 'email-message',
      is_multipart: true,
      date: '2016-06-19T14:20:40.000Z',
      from_ref: '1',
      to_refs: ['2'],
      cc_refs: ['3'],
      subject: 'Check out this picture',
      received_lines: ['from mail.example.com ([198.51.100.3])'],
      additional_header_fields: {
        'Content-Disposition': 'inline',
        'X-Mailer': ['Mutt/1.5.23', 'x'],
      },
      body_multipart: [
        {
          content_type: 'text/plain; charset=utf-8',
          content_disposition: 'inline',
          body: 'Cats are funny!',
        },
        {
          content_type: 'image/png',
          body_raw_ref: '4',
        },
        {
          content_type: 'application/zip',
          body_raw_ref: '5',
        },
      ],
      raw_email_ref: '6',
    },
    1: {
      type: 'email-addr',
      value: 'jdoe@example.com',
      display_name: 'John Doe',
      belongs_to_ref: '7',
    },
    2: {
      type: 'email-addr',
      value: 'bob@example.com',
    },
    3: {
      type: 'email-addr',
      value: 'mary@example.com',
    },
    4: {
      type: 'artifact',
      mime_type: 'image/jpeg',
      payload_bin: 'iVBORw0KGgo=',
    },
    5: {
      type: 'file',
      name: 'tabby_pics.zip',
      magic_number_hex: '504B0304',
      hashes: {
        'SHA-256': 'fe90a7e910cb3a4739bed9180e807e93fa70c90f25a8915476f5e4bfbac681db',
      },
    },
    6: {
      type: 'artifact',
      mime_type: 'message/rfc822',
      url: 'https://example.com/mail.eml',
      hashes: {
        'SHA-256': 'effb46bba03f6c8aea5c653f9cf984f170dcdd3bbbe2ff6843c3e5da0e698766',
      },
    },
    7: {
      type: 'user-account',
      user_id: '1001',
      account_login: 'jdoe',
      account_type: 'unix',
      password_last_changed: '2016-01-20T14:27:43Z',
      extensions: {
        'unix-account-ext': {
          gid: 1001,
          groups: ['wheel'],
          home_dir: '/home/jdoe',
          shell: '/bin/bash',
        },
      },
    },
  });
  t.strictSame(observables, [
    {
      type: 'email-message',
      is_multipart: true,
      date: '2016-06-19T14:20:40.000Z',
      from_ref: 'email-addr--6deb37bd-12b7-54ae-805f-5f7146f3d171',
      to_refs: ['email-addr--3734e66b-c4e8-5d0b-bca9-befdd5699746'],
      cc_refs: ['email-addr--2aeeb98c-9db4-525e-874d-221fdfe9f76e'],
      subject: 'Check out this picture',
      received_lines: ['from mail.example.com ([198.51.100.3])'],
      additional_header_fields: {
        'Content-Disposition': 'inline',
        'X-Mailer': ['Mutt/1.5.23', 'x'],
      },
      body_multipart: [
        {
          content_type: 'text/plain; charset=utf-8',
          content_disposition: 'inline',
          body: 'Cats are funny!',
        },
        {
          content_type: 'image/png',
          body_raw_ref: 'artifact--eac3d4a7-c6f3-5bf1-92cb-890dab4a72fb',
        },
        {
          content_type: 'application/zip',
          body_raw_ref: 'file--cfebcece-2336-51b0-baf1-d94daae5e1d1',
        },
      ],
      raw_email_ref: 'artifact--3dd41bfd-8e9c-589a-96e3-02a8c7a3ce26',
      id: 'email-message--2268461e-bac7-5567-8654-e89fbf68ccd0',
    },
    {
      type: 'email-addr',
      value: 'jdoe@example.com',
      display_name: 'John Doe',
      belongs_to_ref: 'user-account--f94d689e-707d-58c3-b803-c720bb6ed096',
      id: 'email-addr--6deb37bd-12b7-54ae-805f-5f7146f3d171',
    },
    {
      type: 'email-addr',
      value: 'bob@example.com',
      id: 'email-addr--3734e66b-c4e8-5d0b-bca9-befdd5699746',
    },
    {
      type: 'email-addr',
      value: 'mary@example.com',
      id: 'email-addr--2aeeb98c-9db4-525e-874d-221fdfe9f76e',
    },
    {
      type: 'artifact',
      mime_type: 'image/jpeg',
      payload_bin: 'iVBORw0KGgo=',
      id: 'artifact--eac3d4a7-c6f3-5bf1-92cb-890dab4a72fb',
    },
    {
      type: 'file',
      name: 'tabby_pics.zip',
      magic_number_hex: '504B0304',
      hashes: {
        'SHA-256': 'fe90a7e910cb3a4739bed9180e807e93fa70c90f25a8915476f5e4bfbac681db',
      },
      id: 'file--cfebcece-2336-51b0-baf1-d94daae5e1d1',
    },
    {
      type: 'artifact',
      mime_type: 'message/rfc822',
      url: 'https://example.com/mail.eml',
      hashes: {
        'SHA-256': 'effb46bba03f6c8aea5c653f9cf984f170dcdd3bbbe2ff6843c3e5da0e698766',
      },
      id: 'artifact--3dd41bfd-8e9c-589a-96e3-02a8c7a3ce26',
    },
    {
      type: 'user-account',
      user_id: '1001',
      account_login: 'jdoe',
      account_type: 'unix',
      credential_last_changed: '2016-01-20T14:27:43Z',
      extensions: {
        'unix-account-ext': {
          gid: 1001,
          groups: ['wheel'],
          home_dir: '/home/jdoe',
          shell: '/bin/bash',
        },
      },
      id: 'user-account--f94d689e-707d-58c3-b803-c720bb6ed096',
    },
  ]);
  t.strictSame(messages, []);
  t.end();
});
