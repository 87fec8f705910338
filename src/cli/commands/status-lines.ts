import { plainText } from '../../log/index.js';
import { platformLines } from '../platform-knowledge.js';
import { wrap } from '../render/columns.js';
import { loadPaint, type Paint } from '../render/paint.js';
import { localTime } from '../render/time.js';
import type { StatusDocument } from '../schemas/status.js';

type Waiting = NonNullable<StatusDocument['reports']>['waiting'][number];

/** The status for people, times in the machine's zone. */
export async function statusLines(document: StatusDocument, color: boolean): Promise<readonly string[]> {
  const { statePath, lock, lastRun, opencti, openWorks } = document;
  const paint = await loadPaint(color);
  const success = lastRun?.lastSuccess ?? null;
  return [
    `State         ${statePath}`,
    `Lock          ${lock === null ? 'free' : `pid ${lock.pid} on ${lock.host} since ${local(lock.since)}`}`,
    `Last run      ${lastRun === null ? 'none yet' : `${local(lastRun.finishedAt)}, ${lastRun.outcome}`}`,
    ...(success === null ? [] : [`Last success  ${local(success)}`]),
    ...(openWorks.length === 0 ? [] : [`Open works    ${openWorks.join(', ')}`]),
    ...(['reports', 'bundles'] as const).flatMap((kind) => kindLines(kind, document[kind], paint)),
    ...(opencti === null ? [] : platformLines(opencti)),
  ];
}

function kindLines(name: string, kind: StatusDocument['reports'], paint: Paint): readonly string[] {
  if (kind === null) return [];
  const { watermark, start, waiting } = kind;
  const title = (name.charAt(0).toUpperCase() + name.slice(1)).padEnd(14);
  const reached =
    watermark === null ? `nothing settled yet, from ${local(start)}` : `settled up to ${local(watermark)}`;
  return [`${title}${reached}`, ...waiting.flatMap((item) => waitingLines(item, paint))];
}

function waitingLines({ id, lack, message, attempts, nextTry }: Waiting, paint: Paint): readonly string[] {
  const what = lack === 'item' ? 'failed' : `lacks its ${lack.toUpperCase()}`;
  const next = nextTry === null ? 'given up' : `next try ${local(nextTry)}`;
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  return [
    `  ${paint.bad(what)}: ${plainText(id)} (${tries}, ${next})`,
    ...wrap(plainText(message), 76).map((line) => `    ${line}`),
  ];
}

const local = (iso: string): string => localTime(Date.parse(iso) / 1000);
