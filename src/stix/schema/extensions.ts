/** The predefined extensions of observables (STIX 2.1 sections 6.7 to 6.16); others stay unchanged. */
import { isJsonObject, type JsonObject } from '../json.js';
import * as a from './property-types.js';
import {
  socketAddressFamily,
  socketType,
  windowsIntegrityLevel,
  windowsPebinaryType,
  windowsServiceStartType,
  windowsServiceStatus,
  windowsServiceType,
} from './vocabularies.js';

const predefined = new Map<string, a.PropertyType>([
  ['archive-ext', a.object({ contains_refs: a.required(a.references()), comment: a.string })],
  [
    'ntfs-ext',
    a.object({
      sid: a.string,
      alternate_data_streams: a.list(
        a.object({ name: a.required(a.string), hashes: a.hashes, size: a.count }),
      ),
    }),
  ],
  [
    'pdf-ext',
    a.object({
      version: a.string,
      is_optimized: a.boolean,
      document_info_dict: a.dictionary(a.string),
      pdfid0: a.string,
      pdfid1: a.string,
    }),
  ],
  [
    'raster-image-ext',
    a.object({
      image_height: a.integer(),
      image_width: a.integer(),
      bits_per_pixel: a.integer(),
      exif_tags: a.dictionary(a.anything),
    }),
  ],
  [
    'windows-pebinary-ext',
    a.object({
      pe_type: a.required(a.vocabulary(windowsPebinaryType)),
      imphash: a.string,
      machine_hex: a.hex,
      number_of_sections: a.count,
      time_date_stamp: a.timestamp,
      pointer_to_symbol_table_hex: a.hex,
      number_of_symbols: a.count,
      size_of_optional_header: a.count,
      characteristics_hex: a.hex,
      file_header_hashes: a.hashes,
      optional_header: a.object({ hashes: a.hashes }),
      sections: a.list(
        a.object({ name: a.required(a.string), size: a.count, entropy: a.float(), hashes: a.hashes }),
      ),
    }),
  ],
  [
    'http-request-ext',
    a.object({
      request_method: a.required(a.string),
      request_value: a.required(a.string),
      request_version: a.string,
      request_header: a.dictionary(a.list(a.string)),
      message_body_length: a.integer(),
      message_body_data_ref: a.reference('artifact'),
    }),
  ],
  ['icmp-ext', a.object({ icmp_type_hex: a.required(a.hex), icmp_code_hex: a.required(a.hex) })],
  [
    'socket-ext',
    a.object({
      address_family: a.required(a.enumeration(socketAddressFamily)),
      is_blocking: a.boolean,
      is_listening: a.boolean,
      options: a.dictionary(a.integer()),
      socket_type: a.enumeration(socketType),
      socket_descriptor: a.count,
      socket_handle: a.integer(),
    }),
  ],
  ['tcp-ext', a.object({ src_flags_hex: a.hex, dst_flags_hex: a.hex })],
  [
    'windows-process-ext',
    a.object({
      aslr_enabled: a.boolean,
      dep_enabled: a.boolean,
      priority: a.string,
      owner_sid: a.string,
      window_title: a.string,
      startup_info: a.dictionary(a.anything),
      integrity_level: a.enumeration(windowsIntegrityLevel),
    }),
  ],
  [
    'windows-service-ext',
    a.object({
      service_name: a.string,
      descriptions: a.list(a.string),
      display_name: a.string,
      group_name: a.string,
      start_type: a.enumeration(windowsServiceStartType),
      service_dll_refs: a.references('file'),
      service_type: a.enumeration(windowsServiceType),
      service_status: a.enumeration(windowsServiceStatus),
    }),
  ],
  [
    'unix-account-ext',
    a.object({ gid: a.integer(), groups: a.list(a.string), home_dir: a.string, shell: a.string }),
  ],
]);

const anyExtension = a.object({});

/** `others` are further extensions, with their types. */
export const extensionsWith = (others: ReadonlyMap<string, a.PropertyType>): a.PropertyType<JsonObject> => ({
  read: (value, onChange) =>
    isJsonObject(value)
      ? a.mapProperties(value, onChange, (extension, name) =>
          (others.get(name) ?? predefined.get(name) ?? anyExtension).read(extension, onChange),
        )
      : undefined,
});
