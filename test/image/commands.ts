/** The commands in the image, and what it accepts as a volume. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { defaultToken } from '../sandbox/opencti.js';
import { pushedReports, reports, until } from '../sync/pushed.js';
import { expect, expectEnd } from './check.js';
import type { Engine } from './engine.js';
import { openStage, type Stage } from './stage.js';

type Check = readonly [name: string, run: (stage: Stage) => Promise<void>];

const delivered = /"outcome": ?"delivered"/;
const nothingNew = /"outcome": ?"nothing-new"/;

export const commandChecks: readonly Check[] = [
  [
    '--version, without a volume',
    async ({ run }) => expectEnd(await run(['--version']), 0, /^\d+\.\d+\.\d+\n/),
  ],
  ['auth', async ({ run }) => expectEnd(await run(['auth']), 0, /ThreatVision[^]*OpenCTI/)],
  [
    'sync twice with one volume: the second has nothing new; then status --check',
    async ({ run, volume: create }) => {
      const volume = await create();
      expectEnd(await run(['sync', '--json'], { volume }), 0, delivered);
      expectEnd(await run(['sync', '--json'], { volume }), 0, nothingNew);
      expectEnd(await run(['status', '--check'], { volume }), 0, /^OK/);
      expectEnd(await run(['sync', '--if-due', '--json'], { volume }), 0, /"due": ?false/);
    },
  ],
  [
    'sync without --read-only and the other restrictions of the manifests',
    async ({ env, run, volume: create }) => {
      const volume = await create();
      const options = ['--read-only=false', '--cap-drop', 'net_raw'];
      expectEnd(await run(['sync', '--json'], { volume, env, options }), 0, delivered);
    },
  ],
  ...['4242:4242', '1000660000:0'].map((user): Check => [
    `sync as ${user} with a new volume`,
    async ({ run, volume: create }) => {
      const use = { volume: await create(), options: ['--user', user] };
      expectEnd(await run(['sync', '--json'], use), 0, delivered);
      expectEnd(await run(['sync', '--json'], use), 0, nothingNew);
    },
  ]),
  [
    'a state of another uid: refused, with what to do',
    async ({ run, volume: create }) => {
      const volume = await create();
      expectEnd(await run(['sync'], { volume }), 0);
      const refused = await run(['sync'], { volume, options: ['--user', '4242:4242'] });
      expectEnd(refused, 2, /state[^]*(chown|10001|permission)/i);
    },
  ],
  [
    'a volume in which the user cannot write: refused, with the path',
    async ({ run, volume: create }) => {
      // Docker gives an empty volume the owner and the mode of the image's folder again.
      const volume = await create('touch "$1/file"; chown 0:0 "$1"; chmod 755 "$1"');
      expectEnd(await run(['sync'], { volume }), 2, /\/var\/lib\/teamt5-opencti/);
    },
  ],
  [
    'a volume with the owner and the modes of fsGroup in Kubernetes',
    async ({ run, volume: create }) => {
      const volume = await create('touch "$1/file"; chown 0:10001 "$1"; chmod 2775 "$1"');
      expectEnd(await run(['sync', '--json'], { volume }), 0, delivered);
      const own = 'chgrp -R 10001 "$1"; chmod -R g+rwX "$1"; find "$1" -type d -exec chmod g+s {} +';
      await prepareAgain(volume, own, run);
      expectEnd(await run(['sync', '--json'], { volume }), 0, nothingNew);
    },
  ],
  [
    'a secret by file',
    async ({ run, volume: create }) => {
      const folder = mkdtempSync(join(tmpdir(), 'teamt5-opencti-secret-'));
      const file = join(folder, 'token');
      writeFileSync(file, `${defaultToken}\n`, { mode: 0o444 });
      const path = '/run/secrets/opencti-token';
      try {
        const env = { OPENCTI_TOKEN: '', OPENCTI_TOKEN_FILE: path };
        const options = ['--volume', `${file}:${path}:ro`];
        const volume = await create();
        const auth = await run(['auth'], { env, options, volume });
        expectEnd(auth, 0);
        expect(!/warn/i.test(auth.stderr), 'auth prints a warning', auth.stderr);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  ],
];

async function prepareAgain(volume: string, script: string, run: Stage['run']): Promise<void> {
  const options = [
    '--user',
    '0',
    '--entrypoint',
    'sh',
    ...['chown', 'fowner', 'dac_override', 'fsetid'].flatMap((name) => ['--cap-add', name]),
  ];
  expectEnd(await run(['-euc', script, 'sh', '/var/lib/teamt5-opencti'], { volume, options }), 0);
}

/** As process 1, which has no default reaction to a signal. */
export async function checkSignalOutsideRun(engine: Engine, tag: string): Promise<void> {
  const stage = await openStage(engine, tag);
  const { threatVision } = stage;
  try {
    threatVision.setLatency(15_000);
    const running = stage.start(['reports', 'list']);
    await until(() => threatVision.requests.length > 0);
    await running.stop();
    expectEnd(await running.finished, 143);
  } finally {
    await stage.close();
  }
}

/** As process 1, too. */
export function checkSignal(engine: Engine, tag: string): Promise<void> {
  return checkInterruption(engine, tag, {
    args: ['sync', '--json'],
    code: 143,
    output: /"outcome": ?"interrupted"/,
  });
}

/** SIGTERM during a run: the state is saved, so that the next run delivers the rest. */
export async function checkInterruption(
  engine: Engine,
  tag: string,
  { args, env = {}, code, output }: Interrupted,
): Promise<void> {
  const stage = await openStage(engine, tag, { reports: reports(40), bundles: [] });
  const { openCti } = stage;
  try {
    const volume = await stage.volume();
    openCti.setLatency(40);
    const running = stage.start(args, { volume, env });
    await until(() => openCti.pushes.length >= 4);
    await running.stop();
    expectEnd(await running.finished, code, output);
    expect(openCti.pushes.length < 40, 'the run was interrupted', `${openCti.pushes.length} pushes`);
    openCti.setLatency(0);
    expectEnd(await stage.run(['sync'], { volume }), 0);
    const titles = pushedReports(openCti);
    expect(titles.length === 40 && new Set(titles).size === 40, 'each report is pushed once', titles);
  } finally {
    await stage.close();
  }
}

interface Interrupted {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly code: number;
  /** Matches stdout and stderr together. */
  readonly output?: RegExp;
}
