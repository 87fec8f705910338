import { connectorId } from '../tools/constants.js';
import type { RunEnd } from '../sync/model/world.js';
import type { Host } from './host.js';
import type { Hour } from './year.js';

/** What is counted and checked beside the books of the model. */
export interface Ledger {
  complain(complaint: string): void;
  complaints(): readonly string[];
  upgrade(release: string): void;
  /** OpenCTI's own: removes completed works after 7 days (docs/opencti-api.md#works). */
  keepHouse(): void;
  note(index: number, hour: Hour, end: RunEnd): void;
  /** What must not be left, as sentences. */
  atEnd(): string[];
  figures(rest: Readonly<Record<string, number>>): string;
}

const day = 86_400_000;
/** Bytes of the state's files at the end. */
const smallState = 64 * 1024;
/** The first hour of the third month: by then everything is loaded. */
const warm = 1460;
/** MiB that this process is allowed to grow by from then on, with the stand-ins and their objects. */
const allowedGrowth = 48;

/** Bugs, configuration and state, and another run. */
const neverCodes = [1, 2, 7];
/** Credentials, ThreatVision, OpenCTI. */
const troubleCodes = [3, 4, 5];

export function createLedger({ platform, source, deliveries, runs, code, files }: Host): Ledger {
  const complaints: string[] = [];
  const codes = new Map<number | null, number>();
  const counts = { binary: 0, troubledHours: 0, resets: 0, rotations: 0, importErrors: 0, lost: 0 };
  const releases: string[] = [];
  let mostBytes = 0;
  let heapWarm: number | undefined;
  const bytes = (): number => [...files().values()].reduce((sum, size) => sum + size, 0);

  function check(hour: Hour, { summary }: RunEnd): void {
    const exit = code();
    if (exit === null) return;
    const reason = `${summary?.outcome ?? ''} ${JSON.stringify(summary?.failure ?? {})}`;
    if (neverCodes.includes(exit)) complaints.push(`exit code ${exit}: ${reason}`);
    if (!hour.troubled && troubleCodes.includes(exit))
      complaints.push(`exit code ${exit}, although both services work: ${reason}`);
  }

  return {
    complain: (complaint) => void complaints.push(complaint),
    complaints: () => complaints,
    upgrade(release) {
      if (releases.at(-1) === release) return;
      releases.push(release);
      platform.setVersion(release);
    },
    keepHouse() {
      for (const { id, status, completedTime } of platform.works.values())
        if (status === 'complete' && Date.now() - Date.parse(completedTime ?? '') > 7 * day)
          platform.deleteWork(id);
    },
    note(index, hour, end) {
      codes.set(code(), (codes.get(code()) ?? 0) + 1);
      if (hour.binary || hour.episode.killAt !== undefined) counts.binary += 1;
      if (hour.troubled) counts.troubledHours += 1;
      if (hour.rotatesToken) counts.rotations += 1;
      const { accident, resetAt } = hour.episode;
      if (hour.command !== undefined || resetAt !== undefined) counts.resets += 1;
      if (accident === 'reset' || accident === 'connector-deleted') counts.resets += 1;
      for (const { type, items } of end.events)
        if (type === 'import-error') counts.importErrors += 1;
        else if (type === 'import-lost') counts.lost += items?.length ?? 0;
      mostBytes = Math.max(mostBytes, bytes());
      if (index === warm) heapWarm = heap();
      check(hour, end);
    },
    atEnd() {
      const expected = new RegExp(`^(?:${connectorId}\\.(?:json|journal|history\\.json)|token\\.json)$`);
      const strange = [...files().keys()].filter((name) => !expected.test(name));
      const open = [...platform.works.values()].filter(
        ({ id, status }) => status !== 'complete' && !platform.robbed.has(id),
      );
      const growth = heapWarm === undefined ? 0 : heap() - heapWarm;
      return [
        ...strange.map((name) => `the file ${name} is left`),
        ...open.map(({ id, name }) => `the work ${id} (${name}) is open`),
        ...(bytes() > smallState ? [`the state takes ${bytes()} bytes`] : []),
        ...(growth > allowedGrowth ? [`the process has grown by ${growth.toFixed(1)} MiB`] : []),
      ];
    },
    figures: (rest) =>
      JSON.stringify(
        {
          runs: runs(),
          ...counts,
          exitCodes: Object.fromEntries([...codes].map(([key, n]) => [key ?? 'killed', n])),
          releases,
          ...rest,
          deliveries: deliveries.length,
          requests: source.count('/') + platform.count('/'),
          stateBytes: { most: mostBytes, end: bytes(), files: Object.fromEntries(files()) },
          works: {
            left: platform.works.size,
            robbed: platform.robbed.size,
            neverCompleted: [...platform.works.values()].filter(({ status }) => status !== 'complete').length,
          },
          heapMiB: { month2: heapWarm, end: heap() },
        },
        null,
        2,
      ),
  };
}

/** MiB in use after a collection, with `--expose-gc`. */
function heap(): number {
  globalThis.gc?.();
  return Math.round((process.memoryUsage().heapUsed / 1024 / 1024) * 10) / 10;
}
