/**
 * `node dist/test/bench/costs.js [part of a name]`: each costly input of the attack suite just below 10 MB, beside a plain
 * one of as many bytes, and 100,000 objects of each kind beside as many plain ones. Prints tables in Markdown.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { convertDownload } from '../../src/converter/download.js';
import {
  longQuotes,
  manyEntries,
  manyMarkings,
  manyNames,
  type CostlyDownload,
} from '../attacks/costly-downloads.js';
import {
  longPatterns,
  longTexts,
  manyObjects,
  otherTexts,
  plainObjects,
  plainRead,
  plainText,
  settings,
  type CostlyInput,
  type CostlyText,
} from '../attacks/costly-inputs.js';

interface Figures {
  readonly milliseconds: number;
  readonly megabytes: number;
  readonly bytesOut: number;
  /** Why the input is refused. */
  readonly refusal?: string | undefined;
}

/** The default of `teamt5.max_item_objects`. */
const maxObjects = 100_000;
const mostBytes = 10_000_000;

const [wanted = '', child] = process.argv.slice(2);
if (child === undefined) printTables();
else process.stdout.write(JSON.stringify(figuresOf(child)));

function printTables(): void {
  const texts = [...longTexts, ...longPatterns, ...longQuotes, ...manyMarkings].map(downloadOf);
  const objects = manyObjects.map(downloadOf);
  const plainDownload = downloadOf(plainObjects);
  const downloads = [...objects, ...manyEntries, ...manyNames];
  print('Objects, below 10 MB', plainDownload, rowsBelow(downloads));
  print('One object with a long text, below 10 MB', downloadOf(plainText), rowsBelow(texts));
  print('Other texts, below 10 MB', textInput(plainRead), rowsBelow(otherTexts.map(textInput)));
  const rows = objects.map((input) => ({ input, n: countBelow(input, Infinity) }));
  print('100,000 objects', plainDownload, rows, maxObjects);
}

/** Of `n` entries or characters; what is read is not STIX if `isText`. */
interface Input extends CostlyDownload {
  readonly isText?: true;
}

interface Row {
  readonly input: Input;
  readonly n: number;
}

function downloadOf({ name, objects }: CostlyInput): Input {
  return {
    name,
    stix: (n) => JSON.stringify({ type: 'bundle', id: 'bundle--1', objects: objects(n) }),
  };
}

function textInput({ name, text }: CostlyText): Input {
  return { name, stix: text, isText: true };
}

function rowsBelow(inputs: readonly Input[]): Row[] {
  return inputs.map((input) => ({ input, n: countBelow(input, mostBytes) }));
}

/** How many entries or characters an input has with this size, up to the limit of objects where it is made of objects. */
function countBelow({ stix, isText }: Input, bytes: number): number {
  const sample = 2000;
  const content = stix(sample);
  const each = Buffer.byteLength(content) / sample;
  const objects = isText === true ? 0 : content.split('"type":').length - 2;
  const most = objects < sample / 100 ? Infinity : Math.floor((0.99 * maxObjects * sample) / objects);
  return Math.min(most, Math.floor((0.99 * bytes) / each));
}

/** Beside the plain input of as many bytes as each row, or of `plainCount` objects. */
function print(title: string, plain: Input, rows: readonly Row[], plainCount?: number): void {
  const known = new Map<number, Figures | undefined>();
  const beside = (bytes: number): Figures | undefined => {
    const n = plainCount ?? countBelow(plain, bytes);
    if (!known.has(n)) known.set(n, measured(plain.name, plain.stix(n)));
    return known.get(n);
  };
  console.log(`\n${title}\n`);
  console.log(
    '| input | MB | CPU s | plain | more s | times | MB of memory | more MB | bytes out/in | result |',
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |');
  for (const { input, n } of rows) {
    if (!input.name.includes(wanted)) continue;
    const content = input.stix(n);
    const bytes = Buffer.byteLength(content);
    const figures = measured(input.name, content);
    const other = beside(bytes);
    const cells = figures && other ? cellsOf(figures, other, bytes) : ['ended'];
    console.log(`| ${[input.name, (bytes / 1e6).toFixed(1), ...cells].join(' | ')} |`);
  }
}

function cellsOf(figures: Figures, plain: Figures, bytes: number): string[] {
  const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(2);
  return [
    seconds(figures.milliseconds),
    seconds(plain.milliseconds),
    seconds(figures.milliseconds - plain.milliseconds),
    (figures.milliseconds / plain.milliseconds).toFixed(1),
    String(Math.round(figures.megabytes)),
    String(Math.round(figures.megabytes - plain.megabytes)),
    (figures.bytesOut / bytes).toFixed(1),
    figures.refusal ?? 'converted',
  ];
}

/** In a process of its own, which receives the content only. */
function measured(name: string, content: string): Figures | undefined {
  const args = ['--max-old-space-size=1024', fileURLToPath(import.meta.url), '', name];
  const { stdout, status } = spawnSync(process.execPath, args, {
    input: content,
    timeout: 60_000,
    encoding: 'utf8',
  });
  return status === 0 ? (JSON.parse(stdout) as Figures) : undefined;
}

function figuresOf(name: string): Figures {
  const content = readFileSync(0);
  const other = [plainRead, ...otherTexts].find((one) => one.name === name);
  const begun = process.cpuUsage();
  const { bytesOut, refusal } = other === undefined ? conversionOf(content) : readText(other, content);
  // CPU time, which other load on the machine changes little.
  const { user, system } = process.cpuUsage(begun);
  return {
    milliseconds: (user + system) / 1000,
    megabytes: process.resourceUsage().maxRSS / 1024,
    bytesOut,
    refusal,
  };
}

function readText({ read }: CostlyText, content: Uint8Array): Pick<Figures, 'bytesOut' | 'refusal'> {
  read(Buffer.from(content).toString());
  return { bytesOut: 0 };
}

function conversionOf(stix: Uint8Array): Pick<Figures, 'bytesOut' | 'refusal'> {
  const source = { kind: 'bundles', id: '7', date: 1_705_314_600 } as const;
  const converted = convertDownload({ source, stix, settings: { ...settings, maxObjects } });
  if (!converted.ok) return { bytesOut: 0, refusal: converted.failure.message };
  const { bundles } = converted.value;
  return { bytesOut: bundles.reduce((sum, { json }) => sum + Buffer.byteLength(json), 0) };
}
