/** `npm run test:interop`: checks bundles with the Python libraries. Passes without Python, except in CI. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convert, type ConversionSettings } from '../../src/stix/index.js';
import { allItems, type Item } from './items.js';
import { interopFolder, preparePython } from './python.js';

const settings: ConversionSettings = {
  author: 'TeamT5',
  tlp: 'amber+strict',
  indicatorScore: 50,
  createObservables: true,
  confidence: 80,
  reliability: 'B - Usually reliable',
  reportTypes: { 'Flash Report': 'threat-report' },
  maxBundleBytes: 8 * 1024 * 1024,
  maxObjects: 100_000,
};

process.exitCode = main();

function main(): number {
  const python = preparePython();
  if (!python.ok) {
    const required = !['', '0', 'false'].includes(process.env.CI ?? '');
    console.error(`test:interop ${required ? 'failed' : 'skipped'}: ${python.failure.message}`);
    return required ? 1 : 0;
  }
  const folder = mkdtempSync(join(tmpdir(), 'interop-'));
  try {
    allItems().forEach((item, index) => {
      writeFileSync(join(folder, `${String(index).padStart(4, '0')}.json`), JSON.stringify(checkable(item)));
    });
    const checked = spawnSync(python.value, [join(interopFolder, 'check.py'), folder], { stdio: 'inherit' });
    return checked.status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function checkable({ name, source }: Item): object {
  const { bundles } = convert(source, settings);
  return {
    name,
    sourceIds: idsOf(source.stix),
    bundles: bundles.map(({ json }): unknown => JSON.parse(json)),
  };
}

/** At any depth; the conversion generated all other ids. */
function idsOf(stix: unknown): string[] {
  const ids: string[] = [];
  JSON.stringify(stix, (key, value: unknown) => {
    if (key === 'id' && typeof value === 'string') ids.push(value);
    return value;
  });
  return ids;
}
