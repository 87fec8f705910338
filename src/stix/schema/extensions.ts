/** The predefined extensions of observables: STIX 2.1, sections 6.7 to 6.16, and any other extension as it is. */
import { isJsonObject, type JsonObject, type MutableJsonObject } from '../json.js';
import {
  anything,
  boolean,
  dictionary,
  enumeration,
  float,
  hex,
  integer,
  list,
  object,
  reference,
  references,
  required,
  string,
  timestamp,
  vocabulary,
  type Kind,
} from './kinds.js';
import {
  socketAddressFamily,
  socketType,
  windowsIntegrityLevel,
  windowsPebinaryType,
  windowsServiceStartType,
  windowsServiceStatus,
  windowsServiceType,
} from './vocabularies.js';

const count = integer(0);
const hashes = dictionary(string);

const predefined = new Map<string, Kind>([
  ['archive-ext', object({ contains_refs: required(references()), comment: string })],
  [
    'ntfs-ext',
    object({
      sid: string,
      alternate_data_streams: list(object({ name: required(string), hashes, size: count })),
    }),
  ],
  [
    'pdf-ext',
    object({
      version: string,
      is_optimized: boolean,
      document_info_dict: dictionary(string),
      pdfid0: string,
      pdfid1: string,
    }),
  ],
  [
    'raster-image-ext',
    object({
      image_height: integer(),
      image_width: integer(),
      bits_per_pixel: integer(),
      exif_tags: dictionary(anything),
    }),
  ],
  [
    'windows-pebinary-ext',
    object({
      pe_type: required(vocabulary(windowsPebinaryType)),
      imphash: string,
      machine_hex: hex,
      number_of_sections: count,
      time_date_stamp: timestamp,
      pointer_to_symbol_table_hex: hex,
      number_of_symbols: count,
      size_of_optional_header: count,
      characteristics_hex: hex,
      file_header_hashes: hashes,
      optional_header: object({ hashes }),
      sections: list(object({ name: required(string), size: count, entropy: float(), hashes })),
    }),
  ],
  [
    'http-request-ext',
    object({
      request_method: required(string),
      request_value: required(string),
      request_version: string,
      request_header: dictionary(list(string)),
      message_body_length: integer(),
      message_body_data_ref: reference('artifact'),
    }),
  ],
  ['icmp-ext', object({ icmp_type_hex: required(hex), icmp_code_hex: required(hex) })],
  [
    'socket-ext',
    object({
      address_family: required(enumeration(socketAddressFamily)),
      is_blocking: boolean,
      is_listening: boolean,
      options: dictionary(integer()),
      socket_type: enumeration(socketType),
      socket_descriptor: count,
      socket_handle: integer(),
    }),
  ],
  ['tcp-ext', object({ src_flags_hex: hex, dst_flags_hex: hex })],
  [
    'windows-process-ext',
    object({
      aslr_enabled: boolean,
      dep_enabled: boolean,
      priority: string,
      owner_sid: string,
      window_title: string,
      startup_info: dictionary(anything),
      integrity_level: enumeration(windowsIntegrityLevel),
    }),
  ],
  [
    'windows-service-ext',
    object({
      service_name: string,
      descriptions: list(string),
      display_name: string,
      group_name: string,
      start_type: enumeration(windowsServiceStartType),
      service_dll_refs: references('file'),
      service_type: enumeration(windowsServiceType),
      service_status: enumeration(windowsServiceStatus),
    }),
  ],
  ['unix-account-ext', object({ gid: integer(), groups: list(string), home_dir: string, shell: string })],
]);

const anyExtension = object({});

export const extensions: Kind<JsonObject> = {
  read: (value, fault) => {
    if (!isJsonObject(value)) return undefined;
    const read: MutableJsonObject = {};
    for (const [name, extension] of Object.entries(value)) {
      const kind = predefined.get(name) ?? anyExtension;
      const good = extension === undefined ? undefined : kind.read(extension, fault);
      if (good === undefined) fault();
      else read[name] = good;
    }
    return Object.keys(read).length > 0 ? read : undefined;
  },
};
