import t from 'tap';

import {
  digestOf,
  freshState,
  type LocalState,
  reconcile,
  type State,
  type Waiting,
  writeConnectorState,
} from '../../src/state/index.js';

const firstRun = 1_000;
const ofUs: State = { ...freshState(firstRun), reports: { ...freshState(0).reports, watermark: 5_000 } };
const ofAnotherHost: State = { ...ofUs, reports: { ...ofUs.reports, watermark: 9_000 } };
const text = writeConnectorState(ofUs);
/** Newer than the state that the platform has confirmed, as after a kill. */
const local: LocalState = {
  state: { ...ofUs, reports: { ...ofUs.reports, watermark: 6_000 } },
  confirmed: [digestOf(text)],
  openWorks: [],
};

/** The rows of the table in docs/operations.md#where-the-state-lives. */
const rows = [
  [
    'the state that this host stored last: the local state continues',
    text,
    true,
    local,
    'continue',
    local.state,
  ],
  [
    'the same state with another spelling',
    JSON.stringify(JSON.parse(text), null, 2),
    true,
    local,
    'continue',
    local.state,
  ],
  ['"": a reset', '', true, local, 'fresh', freshState(firstRun)],
  ['"" also without a local state', '', true, undefined, 'fresh', freshState(firstRun)],
  ['a connector created again', null, false, local, 'fresh', freshState(firstRun)],
  ['nothing here, nothing there', null, false, undefined, 'fresh', freshState(firstRun)],
  [
    'registered by a run that was killed before its first ping',
    null,
    true,
    undefined,
    'fresh',
    freshState(firstRun),
  ],
  ['null after an own ping: the platform lost its state', null, true, local, 'restored', local.state],
  ['{} after an own ping', '{}', true, local, 'restored', local.state],
  ['"null" after an own ping', 'null', true, local, 'restored', local.state],
  [
    'the state of another host or of an older backup',
    writeConnectorState(ofAnotherHost),
    true,
    local,
    'adopted',
    ofAnotherHost,
  ],
  ['a new host takes over', text, true, undefined, 'adopted', ofUs],
  ['existence unknown, state lost', null, undefined, local, 'restored', local.state],
  ['existence unknown, never pinged', null, undefined, undefined, 'fresh', freshState(firstRun)],
] as const;

for (const [name, platform, existed, mine, type, state] of rows) {
  t.test(name, (t) => {
    const start = reconcile(platform, existed, mine, firstRun);
    t.equal(start.type, type);
    t.same(start.type === 'unreadable' ? undefined : start.state, state);
    t.end();
  });
}

t.test('adopts a last_run without an own state, and keeps the local failed items', (t) => {
  const failed: Waiting = {
    lack: 'item',
    date: 4_000,
    fingerprint: 'f',
    reason: 'r',
    message: 'm',
    firstAttempt: 1,
    lastAttempt: 2,
    attempts: 1,
    nextTry: 3,
    raw: { alias: 'a' },
  };
  const waiting: LocalState = {
    ...local,
    state: { ...ofUs, reports: { ...ofUs.reports, waiting: { a: failed } } },
  };
  const start = reconcile('{"last_run":"2026-11-24T19:00:00+00:00","other":1}', true, waiting, firstRun);
  t.match(start, { type: 'taken-over', lastRun: Date.UTC(2026, 10, 24, 19) / 1000 });
  t.match(start, { state: { foreign: { other: 1 }, reports: { start: Date.UTC(2026, 10, 24, 19) / 1000 } } });
  t.same(start.type === 'taken-over' && start.state.reports.waiting, { a: failed });
  t.end();
});

t.test('never overwrites an unreadable state', (t) => {
  for (const platform of ['not json', '[]', '7', '{"last_run":"soon"}', '{"teamt5_opencti":{"version":2}}'])
    t.match(reconcile(platform, true, local, firstRun), { type: 'unreadable' }, platform);
  t.end();
});

t.test('restores a lost state beside remaining foreign keys', (t) => {
  t.match(reconcile('{"other":1}', true, local, firstRun), {
    type: 'restored',
    state: { foreign: { other: 1 }, reports: { watermark: 6_000 } },
  });
  t.end();
});
