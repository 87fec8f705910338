import t from 'tap';
import { observablesOf } from './observed-data-fixture.js';

t.test('an archive with its content, its directory and the extensions of files', (t) => {
  const { observables, messages } = observablesOf({
    0: {
      type: 'file',
      name: 'foo.zip',
      hashes: {
        MD5: '9a8a0d25763642b9a99eb2a73cd0f11f',
      },
      mime_type: 'application/zip',
      created: '2016-12-21T19:00:00Z',
      modified: '2016-12-24T19:00:00Z',
      accessed: '2016-12-21T20:00:00Z',
      parent_directory_ref: '3',
      content_ref: '4',
      contains_refs: ['2'],
      is_encrypted: true,
      encryption_algorithm: 'AES128-CBC',
      decryption_key: 'infected',
      extensions: {
        'archive-ext': {
          contains_refs: ['1', '2'],
          version: '5.0',
          comment: 'two',
        },
        'ntfs-ext': {
          alternate_data_streams: [
            {
              name: 'second.stream',
              size: 25536,
            },
          ],
        },
      },
    },
    1: {
      type: 'file',
      name: 'a.pdf',
      parent_directory_ref: '3',
      extensions: {
        'pdf-ext': {
          version: '1.7',
          document_info_dict: {
            Title: 'Sample',
            x_ref: '0',
          },
          pdfid0: 'DFCE52BD827ECF765649852119D',
        },
      },
    },
    2: {
      type: 'file',
      name: 'b.jpg',
      extensions: {
        'raster-image-ext': {
          image_height: 10,
          image_compression_algorithm: 'JPEG',
          exif_tags: {
            Make: 'Nikon',
          },
        },
      },
    },
    3: {
      type: 'directory',
      path: 'C:\\Windows',
      created: '2015-12-21T19:00:00Z',
      modified: '2015-12-24T19:00:00Z',
      accessed: '2015-12-21T20:00:00Z',
      contains_refs: ['0', '1'],
    },
    4: {
      type: 'artifact',
      mime_type: 'application/zip',
      payload_bin: 'UEsDBA==',
    },
  });
  t.strictSame(observables, [
    {
      type: 'file',
      name: 'foo.zip',
      hashes: {
        MD5: '9a8a0d25763642b9a99eb2a73cd0f11f',
      },
      mime_type: 'application/zip',
      ctime: '2016-12-21T19:00:00Z',
      mtime: '2016-12-24T19:00:00Z',
      atime: '2016-12-21T20:00:00Z',
      parent_directory_ref: 'directory--30b6c25d-82f4-51af-a3c8-51cb692dfd0a',
      content_ref: 'artifact--cc56bc15-a0c8-5bf1-bbf8-ac4808ec44e0',
      contains_refs: ['file--522ac6f6-6173-5e06-8d63-723d7d3ee5df'],
      extensions: {
        'archive-ext': {
          contains_refs: [
            'file--c5dc0959-1332-5d14-993d-61594fcd9bb1',
            'file--522ac6f6-6173-5e06-8d63-723d7d3ee5df',
          ],
          comment: 'two',
        },
        'ntfs-ext': {
          alternate_data_streams: [
            {
              name: 'second.stream',
              size: 25536,
            },
          ],
        },
      },
      id: 'file--b7faaaa9-3a10-562f-af96-d90cd639de56',
    },
    {
      type: 'file',
      name: 'a.pdf',
      parent_directory_ref: 'directory--30b6c25d-82f4-51af-a3c8-51cb692dfd0a',
      extensions: {
        'pdf-ext': {
          version: '1.7',
          document_info_dict: {
            Title: 'Sample',
            x_ref: '0',
          },
          pdfid0: 'DFCE52BD827ECF765649852119D',
        },
      },
      id: 'file--c5dc0959-1332-5d14-993d-61594fcd9bb1',
    },
    {
      type: 'file',
      name: 'b.jpg',
      extensions: {
        'raster-image-ext': {
          image_height: 10,
          exif_tags: {
            Make: 'Nikon',
          },
        },
      },
      id: 'file--522ac6f6-6173-5e06-8d63-723d7d3ee5df',
    },
    {
      type: 'directory',
      path: 'C:\\Windows',
      ctime: '2015-12-21T19:00:00Z',
      mtime: '2015-12-24T19:00:00Z',
      atime: '2015-12-21T20:00:00Z',
      contains_refs: [
        'file--b7faaaa9-3a10-562f-af96-d90cd639de56',
        'file--c5dc0959-1332-5d14-993d-61594fcd9bb1',
      ],
      id: 'directory--30b6c25d-82f4-51af-a3c8-51cb692dfd0a',
    },
    {
      type: 'artifact',
      mime_type: 'application/zip',
      payload_bin: 'UEsDBA==',
      id: 'artifact--cc56bc15-a0c8-5bf1-bbf8-ac4808ec44e0',
    },
  ]);
  t.strictSame(messages, [
    'Removed is_encrypted of an embedded file: STIX 2.1 has no such property.',
    'Removed encryption_algorithm of an embedded file: STIX 2.1 has no such property.',
    'Removed decryption_key of an embedded file: STIX 2.1 has no such property.',
    'Removed archive-ext version of an embedded file: STIX 2.1 has no such property.',
    'Removed raster-image-ext image_compression_algorithm of an embedded file: STIX 2.1 has no such property.',
  ]);
  t.end();
});

t.test('an executable', (t) => {
  const { observables, messages } = observablesOf({
    0: {
      type: 'file',
      name: 'evil.exe',
      hashes: {
        'SHA-1': 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
      },
      extensions: {
        'windows-pebinary-ext': {
          pe_type: 'exe',
          machine_hex: '014c',
          number_of_sections: 1,
          time_date_stamp: '2016-01-22T12:31:12Z',
          file_header_hashes: {
            MD5: '9a8a0d25763642b9a99eb2a73cd0f11f',
          },
          optional_header: {
            magic_hex: '010b',
            size_of_code: 512,
          },
          sections: [
            {
              name: 'CODE',
              entropy: 0.061089,
              size: 512,
            },
          ],
        },
      },
    },
  });
  t.strictSame(observables, [
    {
      type: 'file',
      name: 'evil.exe',
      hashes: {
        'SHA-1': 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
      },
      extensions: {
        'windows-pebinary-ext': {
          pe_type: 'exe',
          machine_hex: '014c',
          number_of_sections: 1,
          time_date_stamp: '2016-01-22T12:31:12Z',
          file_header_hashes: {
            MD5: '9a8a0d25763642b9a99eb2a73cd0f11f',
          },
          optional_header: {
            magic_hex: '010b',
            size_of_code: 512,
          },
          sections: [
            {
              name: 'CODE',
              entropy: 0.061089,
              size: 512,
            },
          ],
        },
      },
      id: 'file--3cc6dbe9-f4a2-53b7-ad84-a1863248808b',
    },
  ]);
  t.strictSame(messages, []);
  t.end();
});
