/**
 * `npm run soak -- [--runs N] [--seconds N] [--seed S]`: hourly runs of a year against the stand-ins, with everything
 * that can happen in a year. `--seconds` ends it earlier. The plan of a seed is always the same; the order of requests
 * that overlap is not.
 */
import { writeSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { type Books, createBooks } from '../sync/model/books.js';
import { type Catalogue, createCatalogue, indicatorId } from '../sync/model/catalogue.js';
import { endOf } from '../sync/model/end.js';
import { playEpisode } from '../sync/model/episode.js';
import { chanceFrom } from '../sync/model/fate.js';
import { createHost, type Host } from './host.js';
import { createLedger, type Ledger } from './ledger.js';
import { createYear, type Year } from './year.js';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '8760' },
    seconds: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});

/** OpenCTI is upgraded from one to the next: each with something that differs (docs/opencti-api.md#versions). */
const releases = ['6.7.5', '6.8.9', '6.9.5', '7.0.0', '7.260224.0', '7.260422.0', '7.260817.0'] as const;
/** Hours without accidents at the end of a year: longer than OpenCTI keeps completed works. */
const calmOfYear = 9 * 24;
/** At the end of a slice. */
const calmOfSlice = 24;

process.exitCode = await main(Number(values.runs), Number(values.seconds ?? Infinity), Number(values.seed));

async function main(runs: number, seconds: number, seed: number): Promise<number> {
  const calmHours = seconds === Infinity ? calmOfYear : calmOfSlice;
  if (!Number.isSafeInteger(runs) || runs <= calmHours || !(seconds > 0) || !Number.isSafeInteger(seed)) {
    console.error(`--runs and --seed take whole numbers, --seconds a number; more than ${calmHours} runs`);
    return 2;
  }
  process.umask(0o077);
  console.log(`soak: --seed ${seed}`);
  const begun = performance.now();
  const elapsed = (): number => (performance.now() - begun) / 1000;
  const host = await createHost(Date.UTC(2026, 0, 1), releases[0]);
  const chance = chanceFrom(seed);
  const soak: Soak = {
    host,
    catalogue: createCatalogue(host),
    books: createBooks(host),
    ledger: createLedger(host),
    year: createYear(chance),
    chance,
  };
  let hour = 0;
  // A bug can end the process.
  process.once('exit', () => writeSync(2, hour < 0 ? '' : `ended in hour ${hour} (--seed ${seed})\n`));
  process.on('warning', (warning) => soak.ledger.complain(String(warning)));
  // The calm hours and the end need their share, by the pace so far; half as much again for what a slow machine adds.
  const isLate = (past: number): boolean =>
    elapsed() * (1 + (1.5 * (calmHours + 5)) / Math.max(past, 20)) > seconds;
  for (let calm = 0; calm < calmHours; hour += 1) {
    if (calm > 0 || hour >= runs - calmHours || isLate(hour)) calm += 1;
    const release = releases[Math.floor((hour * releases.length) / (runs - calmHours))];
    if (release !== undefined && calm === 0) soak.ledger.upgrade(release);
    await playHour(soak, hour, calm > 0);
    if (soak.ledger.complaints().length > 0) break;
  }
  const complaints = soak.ledger.complaints();
  host.useBinary(false);
  const atEnd = complaints.length > 0 ? [] : await endOf(host, soak.catalogue, soak.books);
  const left = complaints.length + atEnd.length > 0 ? [] : soak.ledger.atEnd();
  const all = [...complaints, ...atEnd, ...left];
  console.log(soak.ledger.figures({ items: soak.catalogue.items.length, seconds: elapsed() }));
  for (const complaint of all.slice(0, 50)) console.error(`hour ${hour}: ${complaint}`);
  console.log(`soak: ${all.length === 0 ? 'no complaint' : `${all.length} complaints`} (--seed ${seed})`);
  await host.close();
  hour = -1;
  return all.length === 0 ? 0 : 1;
}

interface Soak {
  readonly host: Host;
  readonly catalogue: Catalogue;
  readonly books: Books;
  readonly ledger: Ledger;
  readonly year: Year;
  readonly chance: () => number;
}

async function playHour(
  { host, catalogue, books, ledger, year }: Soak,
  index: number,
  calm: boolean,
): Promise<void> {
  const { platform, source } = host;
  const hour = year(index, calm, catalogue.items.length);
  const before = catalogue.items.length;
  if (hour.rotatesToken) host.rotateToken();
  if (calm) host.configureToken();
  if (hour.revokesTokens) source.revokeTokens();
  if (hour.imports === Infinity) platform.importAll();
  else platform.importNext(hour.imports);
  if (index % 24 === 0) ledger.keepHouse();
  if (hour.command !== undefined) {
    const { code, stderr } = await host.command(['reset', '--yes']);
    if (code !== 0) ledger.complain(`reset ended with ${code}: ${stderr}`);
    books.forget(() => undefined);
  }
  host.useBinary(hour.binary);
  const end = await playEpisode(hour.episode, host, catalogue, books);
  if (hour.refusesImports)
    for (const item of catalogue.items.slice(before))
      platform.refuseImport(indicatorId(item), 'refused by the soak');
  if (hour.configuresToken) host.configureToken();
  ledger.note(index, hour, end);
}
