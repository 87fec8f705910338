/**
 * `node dist/test/bench/stix.js`: the conversion beside `JSON.stringify(JSON.parse(text))` of the same bytes, on 1, 10
 * and 30 times the objects. CPU time, in turns, the best turn of each: what else the machine does matters little. Garbage
 * collection on other threads counts. Real content is measured where the reference material exists.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { convert, type ConversionSettings } from '../../src/stix/index.js';
import { stixBundle, type StixVersion } from '../sandbox/content/stix.js';
import { sharedPath } from '../tools/shared.js';

const settings: ConversionSettings = {
  author: 'TeamT5',
  tlp: 'amber',
  indicatorScore: 50,
  createObservables: true,
  reportTypes: {},
  maxBundleBytes: 8 * 1024 * 1024,
};

const scales = [1, 10, 30];

interface Workload {
  readonly name: string;
  readonly text: (scale: number) => string;
}

const workloads = [generated('2.1'), generated('2.0'), ...largestSample()];

console.table(workloads.flatMap(({ name, text }) => scales.map((scale) => row(name, scale, text(scale)))));

function generated(version: StixVersion): Workload {
  const story = { seed: 'bench', version, date: 1_767_225_600, adversary: 'GlassHeron', malware: 'Mizuchi' };
  return {
    name: `generated ${version}`,
    text: (scale) => JSON.stringify(stixBundle({ ...story, objects: 1_000 * scale })),
  };
}

/** The published report with the most bytes, and copies of it under other ids. */
function largestSample(): Workload[] {
  const folder = sharedPath('samples', 'reports');
  if (folder === undefined) return [];
  const texts = readdirSync(folder).map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
  const [largest] = texts.sort((a, b) => b.text.length - a.text.length);
  if (largest === undefined) return [];
  const objects = largest.text.slice(largest.text.indexOf('[') + 1, largest.text.lastIndexOf(']'));
  const copy = (_: unknown, number: number): string =>
    objects.replace(/--[0-9a-f]{8}(?=-)/g, (start) =>
      number === 0 ? start : `--${number.toString(16).padStart(2, '0')}${start.slice(4)}`,
    );
  return [
    {
      name: largest.file,
      text: (scale) => `{"type":"bundle","objects":[${Array.from({ length: scale }, copy).join()}]}`,
    },
  ];
}

function row(name: string, scale: number, text: string): Readonly<Record<string, string | number>> {
  const plain = (): unknown => JSON.stringify(JSON.parse(text));
  // What is parsed belongs to the download, and so does not count.
  const stix: unknown = JSON.parse(text);
  const ours = () => convert({ kind: 'bundles', id: 'bench', date: 0, stix }, settings);
  const { sourceObjects, bundles } = ours();
  const best = { plain: Infinity, ours: Infinity };
  for (let turn = 0; turn < Math.max(5, 100 / scale); turn += 1) {
    best.plain = Math.min(best.plain, milliseconds(plain));
    best.ours = Math.min(best.ours, milliseconds(ours));
  }
  const micro = (time: number): number => Math.round((time * 10_000) / sourceObjects) / 10;
  return {
    content: name,
    scale: `${scale}x`,
    objects: sourceObjects,
    bundles: bundles.length,
    'ours µs/object': micro(best.ours),
    'JSON µs/object': micro(best.plain),
    ratio: Math.round((best.ours / best.plain) * 100) / 100,
  };
}

function milliseconds(run: () => unknown): number {
  const begun = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}
