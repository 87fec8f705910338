import { stripVTControlCharacters } from 'node:util';

import t from 'tap';

import { createLocalRig } from '../tools/local-rig.js';
import { createRig, type Rig } from '../tools/rig.js';
import { inTerminal, runInTerminal, type Screen } from './terminal.js';

/** What is left of a spinner of one line, which starts in the first column and clears its line. */
const left = ({ raw }: Screen): string =>
  stripVTControlCharacters(
    raw.replaceAll(/\u001b\[\?2026[hl]/g, '').replaceAll(/[^\n]*\u001b\[1G\u001b\[0K/g, ''),
  ).replaceAll('\r', '');

const late = (args: readonly string[], rig: Rig, env: Readonly<Record<string, string>>): Promise<Screen> => {
  // The notice is due after 2 s.
  rig.threatVision.fault({ path: '/api/v2/reports', delayMs: 5000 });
  rig.openCti.fault({ path: '/graphql', delayMs: 5000 });
  return runInTerminal(rig, args, env, [], 200);
};

const reports = [1, 2].map((n) => ({ alias: `r${n}`, title: `Report ${n}`, date: 1_760_000_000 + n }));
const spinner = { CI: '' };
// They wait for seconds.
t.jobs = 4;

for (const [name, args, env] of [
  ['a spinner shows which services a list waits for, and leaves nothing', ['reports'], spinner],
  ['a spinner stands below what status knows without OpenCTI', ['status'], spinner],
  ['without colors, a line names a slow service', ['reports'], { ...spinner, NO_COLOR: '1' }],
  ['in CI, a line names a slow service', ['reports'], { CI: 'true' }],
] as const) {
  t.test(name, { ...inTerminal, buffered: true }, async (t) => {
    const rig = await createRig(t, { threatVision: { content: { reports, bundles: [] } } });
    const prompt = await runInTerminal(rig, args, {}, [], 200);
    const waited = await late(args, rig, env);
    t.equal(waited.code, 0, 'the command ends');
    t.equal(left(waited), prompt.text);
    if (env === spinner) {
      t.strictSame(waited.waitingNotices, []);
      const services = args[0] === 'status' ? (['OpenCTI'] as const) : (['ThreatVision', 'OpenCTI'] as const);
      for (const one of services)
        t.match(waited.raw, `${one} (${rig[one === 'OpenCTI' ? 'openCti' : 'threatVision'].url})`);
      t.match(waited.raw, ' waiting for ');
    } else {
      t.equal(waited.waitingNotices.length, 2);
      t.notMatch(waited.raw, 'waiting for');
    }
  });
}

/** Every command that contacts a service while a person waits; the progress of a run is shown otherwise. */
const commands = [
  ['auth', 'ThreatVision', 'OpenCTI'],
  ['status', 'OpenCTI'],
  ['reports', 'ThreatVision', 'OpenCTI'],
  ['reports show r1', 'ThreatVision', 'OpenCTI'],
  ['reports export r1 --format original --output -', 'ThreatVision'],
  ['reports verify r1', 'ThreatVision', 'OpenCTI'],
  ['reset --yes', 'OpenCTI'],
] as const;

t.test('each command names the service that it waits for', { buffered: true }, async (t) => {
  await Promise.all(
    commands.map(async ([line, ...services]) => {
      const rig = await createLocalRig(t, { threatVision: { content: { reports, bundles: [] } } });
      rig.threatVision.fault({ path: '/api/v2/reports', delayMs: 3000 });
      rig.openCti.fault({ path: '/graphql', delayMs: 3000 });
      const { code, stderr, waitingNotices } = await rig.call(line.split(' '), {
        CONNECTOR_LOG_LEVEL: 'info',
      });
      t.not(code, 1, stderr);
      const named = waitingNotices.map((notice) => / waiting for (\w+) /.exec(notice)?.[1]);
      t.strictSame(named.sort(), [...services].sort(), line);
    }),
  );
});
