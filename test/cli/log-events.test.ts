import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import type { SyncEvent } from '../../src/sync/index.js';
import { ownContent } from '../sandbox/content/index.js';
import { createLocalRig } from '../tools/local-rig.js';
import { projectRoot } from '../tools/paths.js';

/** The compiler checks that the events of the engine are complete. */
const events: Readonly<
  Record<
    | SyncEvent['type']
    | 'note'
    | 'retry'
    | 'summary'
    | 'not-due'
    | 'more'
    | 'configuration'
    | 'failure'
    | 'bug'
    | 'heartbeat-failed',
    true
  >
> = {
  state: true,
  listed: true,
  'unreadable-entry': true,
  started: true,
  downloaded: true,
  delivered: true,
  note: true,
  'delivered-partially': true,
  'nothing-to-import': true,
  failed: true,
  retry: true,
  'works-left-open': true,
  'ping-failed': true,
  'heartbeat-failed': true,
  postponed: true,
  paused: true,
  resumed: true,
  stopping: true,
  importing: true,
  'import-error': true,
  'import-timeout': true,
  'import-status-unavailable': true,
  imported: true,
  'import-lost': true,
  'refused-again': true,
  'imports-not-read': true,
  summary: true,
  'not-due': true,
  more: true,
  configuration: true,
  failure: true,
  bug: true,
};

/** In the first column of the table below "Log events" in docs/output.md. */
function documentedEvents(): readonly string[] {
  const page = readFileSync(join(projectRoot, 'docs/output.md'), 'utf8');
  const [, section = ''] = /^## Log events$([^]*?)(?=^## |(?![^]))/m.exec(page) ?? [];
  const cells = [...section.matchAll(/^\| (`[^|]*`) +\|/gm)].map(([, cell = '']) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name));
}

t.test('docs/output.md lists exactly the events of the log', (t) => {
  t.strictSame([...documentedEvents()].sort(), Object.keys(events).sort());
  t.end();
});

t.test('docs/output.md lists every event that a run logs', async (t) => {
  const rig = await createLocalRig(t, { threatVision: { content: ownContent() } });
  rig.threatVision.addBundle({ id: 'broken', date: 1_760_000_000, stix: '{"type":' });
  rig.threatVision.fault({ path: '/api/v2/reports', status: 503 });
  const run = await rig.call(['sync', '--log-level', 'debug', '--log-format', 'json', '--wait', '5']);
  const written = new Set([...run.stderr.matchAll(/"event":"([^"]*)"/g)].map(([, name = '']) => name));
  t.ok(written.size >= 8, run.stderr.slice(0, 500));
  const listed = new Set(documentedEvents());
  for (const name of written) t.ok(listed.has(name), name);
  t.equal(
    written.size,
    new Set(
      run.stderr
        .trim()
        .split('\n')
        .map((line) => /"event":"([^"]*)"/.exec(line)?.[1]),
    ).size,
    'every line has an event',
  );
  const list = await rig.call(['reports', '--limit', '1', '--log-level', 'info', '--log-format', 'json']);
  t.ok(listed.has('more'));
  t.match(list.stderr, '"event":"more"');
});
