/** Cyber-observable objects (STIX 2.1 section 6). */
import { isJsonObject } from '../json.js';
import { freeDictionary, observableObject } from './common.js';
import {
  binary,
  boolean,
  dictionary,
  hashes,
  int32,
  integer,
  list,
  object,
  reference,
  references,
  required,
  string,
  timestamp,
  vocabulary,
  type PropertyType,
  type Table,
} from './property-types.js';
import { accountType, encryptionAlgorithm, windowsRegistryDatatype } from './vocabularies.js';

/** Feeds also write texts, with or without `AS`. OpenCTI stores 31 bits of the 32. */
const asNumber: PropertyType<number> = {
  read: (value, onChange) => {
    const digits = typeof value === 'string' ? /^\s*ASN?\s*(\d+)\s*$/i.exec(value)?.[1] : undefined;
    return integer(0, 2 ** 31 - 1).read(digits ?? value, onChange);
  },
};

/** OpenCTI stores texts instead of the dictionary (docs/opencti-api.md#limits-of-the-importer). */
const environmentVariables: PropertyType<readonly string[]> = {
  read: (value, onChange) => {
    if (!isJsonObject(value)) return list(string).read(value, onChange);
    const variables = Object.entries(value).flatMap(([name, given]) => {
      const text = given === undefined ? undefined : string.read(given, onChange);
      if (text === undefined) onChange('removed');
      return text === undefined ? [] : [`${name}=${text}`];
    });
    onChange('converted');
    return variables.length > 0 ? variables : undefined;
  },
};

const changed = { ctime: timestamp, mtime: timestamp, atime: timestamp };
const addressOwners = {
  value: required(string),
  resolves_to_refs: references('mac-addr'),
  belongs_to_refs: references('autonomous-system'),
};
const ends = ['ipv4-addr', 'ipv6-addr', 'mac-addr', 'domain-name'];

export const observables = {
  artifact: observableObject({
    mime_type: string,
    payload_bin: binary,
    url: string,
    hashes,
    encryption_algorithm: vocabulary(encryptionAlgorithm),
    decryption_key: string,
  }),

  'autonomous-system': observableObject({
    number: required(asNumber),
    name: string,
    rir: string,
  }),

  directory: observableObject({
    path: required(string),
    path_enc: string,
    ...changed,
    contains_refs: references('directory', 'file'),
  }),

  'domain-name': observableObject({
    value: required(string),
    resolves_to_refs: references('domain-name', 'ipv4-addr', 'ipv6-addr'),
  }),

  'email-addr': observableObject({
    value: required(string),
    display_name: string,
    belongs_to_ref: reference('user-account'),
  }),

  'email-message': observableObject({
    is_multipart: required(boolean),
    date: timestamp,
    content_type: string,
    from_ref: reference('email-addr'),
    sender_ref: reference('email-addr'),
    to_refs: references('email-addr'),
    cc_refs: references('email-addr'),
    bcc_refs: references('email-addr'),
    message_id: string,
    subject: string,
    received_lines: list(string),
    additional_header_fields: dictionary(list(string)),
    body: string,
    body_multipart: list(
      object({
        body: string,
        body_raw_ref: reference('artifact', 'file'),
        content_type: string,
        content_disposition: string,
      }),
    ),
    raw_email_ref: reference('artifact'),
  }),

  file: observableObject({
    hashes,
    size: int32,
    name: string,
    name_enc: string,
    magic_number_hex: string,
    mime_type: string,
    ...changed,
    parent_directory_ref: reference('directory'),
    contains_refs: references(),
    content_ref: reference('artifact'),
  }),

  'ipv4-addr': observableObject(addressOwners),

  'ipv6-addr': observableObject(addressOwners),

  'mac-addr': observableObject({ value: required(string) }),

  mutex: observableObject({ name: required(string) }),

  'network-traffic': observableObject({
    start: timestamp,
    end: timestamp,
    is_active: boolean,
    src_ref: reference(...ends),
    dst_ref: reference(...ends),
    src_port: int32,
    dst_port: int32,
    protocols: list(string),
    src_byte_count: int32,
    dst_byte_count: int32,
    src_packets: int32,
    dst_packets: int32,
    ipfix: freeDictionary,
    src_payload_ref: reference('artifact'),
    dst_payload_ref: reference('artifact'),
    encapsulates_refs: references('network-traffic'),
    encapsulated_by_ref: reference('network-traffic'),
  }),

  process: observableObject({
    is_hidden: boolean,
    pid: int32,
    created_time: timestamp,
    cwd: string,
    command_line: string,
    environment_variables: environmentVariables,
    opened_connection_refs: references('network-traffic'),
    creator_user_ref: reference('user-account'),
    image_ref: reference('file'),
    parent_ref: reference('process'),
    child_refs: references('process'),
  }),

  software: observableObject({
    name: string,
    cpe: string,
    swid: string,
    languages: list(string),
    vendor: string,
    version: string,
  }),

  url: observableObject({ value: required(string) }),

  'user-account': observableObject({
    user_id: string,
    credential: string,
    account_login: string,
    account_type: vocabulary(accountType),
    display_name: string,
    is_service_account: boolean,
    is_privileged: boolean,
    can_escalate_privs: boolean,
    is_disabled: boolean,
    account_created: timestamp,
    account_expires: timestamp,
    credential_last_changed: timestamp,
    account_first_login: timestamp,
    account_last_login: timestamp,
  }),

  'windows-registry-key': observableObject({
    key: string,
    values: list(object({ name: string, data: string, data_type: vocabulary(windowsRegistryDatatype) })),
    modified_time: timestamp,
    creator_user_ref: reference('user-account'),
    number_of_subkeys: int32,
  }),

  'x509-certificate': observableObject({
    is_self_signed: boolean,
    hashes,
    version: string,
    serial_number: string,
    signature_algorithm: string,
    issuer: string,
    validity_not_before: timestamp,
    validity_not_after: timestamp,
    subject: string,
    subject_public_key_algorithm: string,
    subject_public_key_modulus: string,
    subject_public_key_exponent: int32,
    x509_v3_extensions: object({
      basic_constraints: string,
      name_constraints: string,
      policy_constraints: string,
      key_usage: string,
      extended_key_usage: string,
      subject_key_identifier: string,
      authority_key_identifier: string,
      subject_alternative_name: string,
      issuer_alternative_name: string,
      subject_directory_attributes: string,
      crl_distribution_points: string,
      inhibit_any_policy: string,
      private_key_usage_period_not_before: timestamp,
      private_key_usage_period_not_after: timestamp,
      certificate_policies: string,
      policy_mappings: string,
    }),
  }),
} satisfies Record<string, Table>;
