/** Each parser of data from outside, and the conversion. A target throws if its input shows a defect. */
import { deepStrictEqual, ok as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

import { parseFileContent } from '../../src/config/file-content.js';
import {
  fileNameOf,
  jsonObjectsIn,
  jsonText,
  parseJson,
  parseJsonObject,
  plainText,
  singleLine,
} from '../../src/lib/index.js';
import { createRedaction } from '../../src/log/index.js';
import { itemKinds } from '../../src/kinds.js';
import { classify, decisiveError } from '../../src/opencti/errors.js';
import { parseWorkError } from '../../src/opencti/works.js';
import { readConnectorState, writeConnectorState } from '../../src/state/connector-state.js';
import { parseState } from '../../src/state/parse.js';
import { convert } from '../../src/stix/index.js';
import { readPattern } from '../../src/stix/pattern/read.js';
import { digestText } from '../../src/stix/report/digest.js';
import { normalTimestamp } from '../../src/stix/values/timestamp.js';
import { parseEntry } from '../../src/threatvision/entry.js';
import { importBundles } from '../sandbox/opencti/import/index.js';
import { probes } from '../sandbox/opencti-probes.js';
import { notTaken } from '../stix/importer/not-taken.js';
import { settings } from '../stix/convert/convert-source.js';
import { fixturePath } from '../tools/paths.js';
import { pdf } from './pdf.js';

export interface Target {
  readonly seeds: () => readonly string[];
  /** Milliseconds of the processor that an input must not exceed. */
  readonly slow?: number;
  /** Before the first input, whose time counts. */
  readonly prepare?: () => Promise<void>;
  readonly run: (input: string) => void | Promise<void>;
  readonly close?: () => void;
}

const base = new URL('https://api.example/');
const secret = 'S3cret+of/the=service';
const clean = createRedaction([secret]).outsideText;

/** What must not reach a terminal, except line breaks within a printed text. */
const unsafe = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u{e0000}-\u{e007f}]/u;

const state = (foreign: object = {}): string => {
  const kind = {
    start: 0,
    watermark: 1_705_314_600,
    recent: { '19737': { a: 'f' } },
    waiting: {
      b: {
        lack: 'item',
        date: 1,
        fingerprint: 'f',
        reason: 'bug',
        message: 'm',
        raw: { alias: 'b' },
        firstAttempt: 1,
        lastAttempt: 2,
        attempts: 1,
        nextTry: 3,
      },
    },
  };
  const lastRun = { startedAt: 1, finishedAt: 2, outcome: 'done', lastSuccess: 1 };
  return JSON.stringify({ version: 1, reports: kind, bundles: kind, lastRun, ...foreign });
};

export const targets: Readonly<Record<string, Target>> = {
  json: {
    seeds: () => [...stixSeeds().slice(0, 20), state(), '[1,"\\u0041",{"a":null}]', '\ufeff{}'],
    run: (input) => {
      const parsed = parseJson(Buffer.from(input));
      if (parsed.ok)
        deepStrictEqual(
          parsed.value,
          JSON.parse(
            Buffer.from(input)
              .toString()
              .replace(/^\ufeff/, ''),
          ),
        );
    },
  },
  entry: {
    seeds: () => [
      '{"alias":"r","title":"T","digest":"<p>d</p>","publish_date":1705314600,"type_name":"Flash Report","tags":["a"],"pdf_url":"/a.pdf","stix_url":null}',
      '{"id":"7","create_time":"1705314600","stix_url":"https://elsewhere.example/7.stix","csv_url":null,"txt_url":"7.txt"}',
    ],
    run: (input) => {
      const parsed = parseJson(input);
      if (!parsed.ok) return;
      for (const kind of itemKinds) {
        const entry = parseEntry(kind, parsed.value, base, 0);
        if (entry.kind === 'unreadable') continue;
        assert(
          /^[\w.%~-]{1,255}$/u.test(fileNameOf(entry.id)),
          `the file name of ${JSON.stringify(entry.id)}`,
        );
        assert(['http:', 'https:'].includes(entry.stixUrl.protocol), entry.stixUrl.href);
        assert(Number.isSafeInteger(entry.date) && entry.date >= 0, String(entry.date));
      }
    },
  },
  stix: {
    seeds: stixSeeds,
    run: (input) => {
      const parsed = parseJson(input);
      if (!parsed.ok) return;
      const { bundles } = convert(
        { kind: 'bundles', id: '7', date: 1_705_314_600, stix: parsed.value },
        settings,
      );
      const bytes = bundles.reduce((sum, { json }) => sum + json.length, 0);
      assert(bytes < 20 * input.length + 20_000, `${input.length} characters become ${bytes}`);
      const outcome = importBundles(bundles.map(({ json }) => json));
      assert(outcome.push === 'accepted' || bundles.length === 0, 'the push is refused');
      deepStrictEqual(notTaken(outcome), []);
    },
  },
  report: {
    seeds: () => [
      '<p>A <b>report</b></p>\n<a href="https://a.example/?token=x">b</a>',
      'Title\nhttps://u:p@a.example/a.pdf?sig=b',
    ],
    run: (input) => {
      const [title = '', ...rest] = input.split('\n');
      const source = {
        id: title,
        title,
        digest: rest.join('\n'),
        date: input.length,
        tags: rest,
        pageUrl: base.href,
      };
      const { bundles } = convert({ kind: 'reports', ...source, typeName: title, pdfUrl: rest[0] }, settings);
      deepStrictEqual(notTaken(importBundles(bundles.map(({ json }) => json))), []);
    },
  },
  pattern: {
    seeds: () =>
      stixSeeds().flatMap((json) =>
        [...json.matchAll(/"pattern":"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
          String(JSON.parse(`"${text}"`)),
        ),
      ),
    run: (input) => {
      const reading = readPattern(input);
      if (!reading.accepted) return;
      const again = readPattern(reading.text);
      assert(again.accepted && again.text === reading.text, `is read again in another way: ${reading.text}`);
    },
  },
  pdf,
  digest: {
    seeds: () => [
      '<h1>A</h1><p>b &amp; c<br>d</p><ul><li>e<li>f</ul><table><tr><td>g</table><a href="https://a.example">h</a>',
      '# Title\n\n* a\n* b',
    ],
    run: (input) => {
      const text = digestText(input);
      assert(!/<[a-z/!?]/i.test(text), 'contains a tag');
      assert(text.length <= 8 * input.length + 100, `${input.length} characters become ${text.length}`);
    },
  },
  timestamp: {
    seeds: () => [
      '2024-01-15T10:30:00.000Z',
      ' 2024-01-15 10:30+0800 ',
      '2024-02-29',
      '2024-01-15T10:30:00,123456-23:59',
    ],
    run: (input) => {
      const time = normalTimestamp(input);
      if (time === undefined) return;
      assert(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(time), time);
      assert(normalTimestamp(time) === time, time);
    },
  },
  'connector-state': {
    seeds: () => [
      '{"last_run":"2026-11-24T19:00:00+00:00"}',
      '{"last_run":1705314600,"other":1}',
      `{"teamt5_opencti":${state()},"x":{}}`,
    ],
    run: (input) => {
      const read = readConnectorState(input);
      if (read.type === 'ours')
        deepStrictEqual(readConnectorState(writeConnectorState(read.state)).type, 'ours');
    },
  },
  state: {
    seeds: () => [state(), state({ unknown: [1] })],
    run: (input) => {
      const parsed = parseJson(input);
      const read = parsed.ok ? parseState(parsed.value, {}) : undefined;
      if (read !== undefined) deepStrictEqual(parseState(JSON.parse(JSON.stringify(read)), {}), read);
    },
  },
  config: {
    seeds: () => [
      readFileSync(fixturePath('..', '..', '.teamt5rc.example'), 'utf8'),
      '{"opencti":{"url":"https://a.example"},"sync":{"lookback":"P7D"}}',
      'teamt5: &a {b: *a}\nhttp:\n  - concurrency: 3',
    ],
    run: async (input) => {
      for (const name of ['.teamt5rc', 'a.json']) {
        const { problems } = await parseFileContent(`/etc/${name}`, input);
        for (const { expected } of problems) assert(expected.length < 2000, 'a long message');
      }
    },
  },
  graphql: {
    seeds: recordedBodies,
    run: (input) => {
      const body = parseJsonObject(input);
      const error = body === undefined ? undefined : decisiveError(body, clean);
      if (error === undefined) return;
      const { code } = classify(error);
      for (const text of [code, error.message, error.cause, error.field]) assertPlain(text);
    },
  },
  'work-error': {
    seeds: () => [
      '{\'name\': \'FUNCTIONAL_ERROR\', \'error_message\': \'Observable \\\'x\\\' is not "supported".\'}\n{"type":"indicator","id":"indicator--285565d5-4747-4973-9c83-7d991100ad48"}',
    ],
    run: (input) => {
      const [message = '', ...source] = input.split('\n');
      assertPlain(parseWorkError(message, source.join('\n'), clean).message);
    },
  },
  redaction: {
    seeds: () => [
      `Bearer ${secret} x`,
      encodeURIComponent(secret),
      JSON.stringify(JSON.stringify({ secret })),
      Buffer.from(`id:${secret}`).toString('base64'),
    ],
    run: (input) => {
      for (const text of [
        input,
        `${input}${secret}`,
        `${secret}${input}`,
        `${input}${encodeURIComponent(secret)}${input}`,
      ]) {
        const shown = clean(text, Infinity);
        assertPlain(shown);
        for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
          assert(!shown.toLowerCase().includes(form.toLowerCase()), 'contains the secret');
      }
    },
  },
  text: {
    seeds: () => ['a\tb\r\nc\u001b[31md\u001b[0m', 'e\u0301\u0301\u0301 \u202eabc 攻擊 😀 \ud800'],
    run: (input) => {
      assertPlain(plainText(input));
      assertPlain(singleLine(input));
      const json = jsonText({ input });
      assertPlain(json);
      deepStrictEqual(JSON.parse(json), { input });
    },
  },
};

function assertPlain(text: string): void {
  const found = unsafe.exec(text);
  assert(found === null, `contains U+${found?.[0].codePointAt(0)?.toString(16) ?? ''}`);
}

function stixSeeds(): readonly string[] {
  const folder = fixturePath('stix', 'cases');
  const cases = readdirSync(folder).map((file) =>
    JSON.stringify(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))),
  );
  return [...cases, ...probes().map(({ object }) => JSON.stringify({ type: 'bundle', objects: [object] }))];
}

function recordedBodies(): readonly string[] {
  const folder = fixturePath('opencti', 'recorded');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => jsonObjectsIn([parseJsonObject(readFileSync(`${folder}/${file}`, 'utf8'))?.response]))
    .map(({ body }) => JSON.stringify(body));
}

/** Findings of earlier campaigns: fixtures of each run, and seeds of each campaign. */
export function findingsOf(target: string): readonly string[] {
  const folder = fixturePath('fuzz', target);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8'));
}
