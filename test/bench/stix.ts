/**
 * `node dist/test/bench/stix.js [sample|2.0|2.1]`: the conversion beside `JSON.stringify(JSON.parse(text))`.
 * 1, 10 and 30 times the objects show whether the CPU time, garbage collection included, is linear.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { convert, type ConversionSettings } from '../../src/stix/index.js';
import { stixBundle, type StixVersion } from '../sandbox/content/stix.js';
import { samplesPath } from '../tools/paths.js';

const settings: ConversionSettings = {
  author: 'TeamT5',
  tlp: 'amber',
  indicatorScore: 50,
  createObservables: true,
  reportTypes: {},
  maxBundleBytes: 8 * 1024 * 1024,
  maxObjects: 100_000,
};

const scales = [1, 10, 30];

interface Workload {
  readonly name: string;
  readonly text: (scale: number) => string;
}

const wanted = process.argv[2] ?? '';
const workloads = [...largestSample(), generated('2.1'), generated('2.0')].filter(({ name }) =>
  name.includes(wanted),
);

console.table(workloads.flatMap(({ name, text }) => scales.map((scale) => row(name, scale, text(scale)))));

function generated(version: StixVersion): Workload {
  const story = { seed: 'bench', version, date: 1_767_225_600, adversary: 'GlassHeron', malware: 'Mizuchi' };
  return {
    name: `generated ${version}`,
    text: (scale) => JSON.stringify(stixBundle({ ...story, objects: 1_000 * scale })),
  };
}

function largestSample(): Workload[] {
  const folder = samplesPath('reports');
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
      name: `sample ${largest.file}`,
      text: (scale) => `{"type":"bundle","objects":[${Array.from({ length: scale }, copy).join()}]}`,
    },
  ];
}

function row(name: string, scale: number, text: string): Readonly<Record<string, string | number>> {
  const plain = (): unknown => JSON.stringify(JSON.parse(text));
  // Parsing belongs to the download, and is not measured.
  const stix: unknown = JSON.parse(text);
  const conversion = () => convert({ kind: 'bundles', id: 'bench', date: 0, stix }, settings);
  const { sourceObjects, bundles } = conversion();
  const turns: { readonly plain: number; readonly ours: number }[] = [];
  while (turns.length < Math.max(7, 100 / scale))
    turns.push({ plain: milliseconds(plain), ours: milliseconds(conversion) });
  const plainTimes = turns.map((turn) => turn.plain).sort((a, b) => a - b);
  const ourTimes = turns.map((turn) => turn.ours).sort((a, b) => a - b);
  const at = (times: readonly number[], part: number): number =>
    times[Math.floor(times.length * part)] ?? NaN;
  const micro = (time: number): string => ((time * 1000) / sourceObjects).toFixed(1);
  const columns = (name: string, part: number) => ({
    [`${name}: ours µs/object`]: micro(at(ourTimes, part)),
    [`${name}: JSON µs/object`]: micro(at(plainTimes, part)),
    [`${name}: ratio`]: (at(ourTimes, part) / at(plainTimes, part)).toFixed(1),
  });
  return {
    content: name,
    scale: `${scale}x`,
    objects: sourceObjects,
    bundles: bundles.length,
    ...columns('best', 0),
    ...columns('middle', 0.5),
  };
}

function milliseconds(run: () => unknown): number {
  const begun = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}
