/** `node dist/test/bench/costs.js [n] [name]`: each costly input of the attack suite beside a plain one. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  conversionOf,
  longPatterns,
  longTexts,
  manyObjects,
  otherTexts,
  plainObjects,
  plainText,
  plainRead,
  type CostlyInput,
  type CostlyText,
} from '../attacks/costly-inputs.js';

interface Figures {
  readonly milliseconds: number;
  readonly megabytes: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly bundles: number;
}

const [given = '100000', wanted = '', only] = process.argv.slice(2);
const n = Number(given);

if (only === 'one') process.stdout.write(JSON.stringify(figuresOf(wanted)));
else {
  const figures = (name: string): Figures | undefined => {
    const args = ['--max-old-space-size=3072', fileURLToPath(import.meta.url), given, name, 'one'];
    const { stdout, status } = spawnSync(process.execPath, args, { timeout: 30_000, encoding: 'utf8' });
    if (status !== 0) return undefined;
    return JSON.parse(stdout) as Figures;
  };
  const table = (plain: string, names: readonly string[]): void => {
    const beside = figures(plain);
    const rows = [plain, ...names.filter((name) => name.includes(wanted))].map((name) => {
      const row = figures(name);
      if (row === undefined || beside === undefined) return { input: name, 'CPU ms': 'ended' };
      return {
        input: name,
        'CPU ms': Math.round(row.milliseconds),
        'times plain': (row.milliseconds / beside.milliseconds).toFixed(2),
        'more MB': Math.round(row.megabytes - beside.megabytes),
        'bytes out/in': (row.bytesOut / row.bytesIn).toFixed(2),
        bundles: row.bundles,
      };
    });
    console.table(rows);
  };
  const names = (list: readonly { readonly name: string }[]): string[] => list.map(({ name }) => name);
  table(plainObjects.name, names(manyObjects));
  table(plainText.name, names([...longTexts, ...longPatterns]));
  table(plainRead.name, names(otherTexts));
}

function figuresOf(name: string): Figures {
  const inputs: readonly CostlyInput[] = [
    plainObjects,
    ...manyObjects,
    plainText,
    ...longTexts,
    ...longPatterns,
  ];
  const input = inputs.find((one) => one.name === name);
  const texts: readonly CostlyText[] = [plainRead, ...otherTexts];
  const text = texts.find((one) => one.name === name);
  if (input !== undefined) {
    const objects = input.objects(n);
    const bytesIn = Buffer.byteLength(JSON.stringify(objects));
    const begun = process.cpuUsage();
    const { bundles } = conversionOf(objects);
    const milliseconds = millisecondsSince(begun);
    const bytesOut = bundles.reduce((sum, { json }) => sum + Buffer.byteLength(json), 0);
    return { ...common(milliseconds), bytesIn, bytesOut, bundles: bundles.length };
  }
  if (text === undefined) throw new Error(`no input ${name}`);
  const content = text.text(n);
  const begun = process.cpuUsage();
  text.read(content);
  return { ...common(millisecondsSince(begun)), bytesIn: content.length, bytesOut: 0, bundles: 0 };
}

/** CPU time, which other load on the machine changes little. */
function millisecondsSince(begun: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}

function common(milliseconds: number): { readonly milliseconds: number; readonly megabytes: number } {
  return { milliseconds, megabytes: process.resourceUsage().maxRSS / 1024 };
}
