import type { SandboxRequest, SandboxResponse } from '../../sandbox/types.js';
import { connectorId } from '../../tools/constants.js';
import type { Books } from './books.js';
import type { Catalogue } from './catalogue.js';
import { chanceFrom } from './fate.js';
import type { Episode } from './history.js';
import { mark, type RunEnd, type World } from './world.js';

const refusal: SandboxResponse = {
  status: 200,
  body: JSON.stringify({
    errors: [
      {
        message: 'Invalid bundle',
        name: 'UNSUPPORTED_ERROR',
        path: ['stixBundlePush'],
        extensions: { code: 'UNSUPPORTED_ERROR', data: { cause: {} } },
      },
    ],
    data: { stixBundlePush: null },
  }),
};

const broken = (field: string): SandboxResponse => ({
  status: 200,
  body: JSON.stringify({
    errors: [
      {
        message: 'the same for every item',
        name: 'INTERNAL_SERVER_ERROR',
        path: [field],
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      },
    ],
    data: null,
  }),
});

/** Lets time pass, changes both services, and plays and returns the run of the episode. */
export async function playEpisode(
  episode: Episode,
  world: World,
  catalogue: Catalogue,
  books: Books,
): Promise<RunEnd> {
  const { platform } = world;
  platform.startBroker();
  world.pass(episode.hours * 3_600_000);
  for (const one of episode.publications) catalogue.publish(one);
  for (const pick of episode.updates) catalogue.update(pick);
  if (platform.connectors.has(connectorId)) {
    if (episode.accident === 'reset') books.forget(() => platform.pressReset(connectorId));
    if (episode.accident === 'queue-lost') platform.loseQueue(connectorId);
    if (episode.accident === 'imported') platform.importAll();
    if (episode.accident === 'work-deleted')
      for (const id of [...platform.works.keys()].slice(-1)) platform.deleteWork(id);
    if (episode.accident === 'lost-state') platform.setState(connectorId, null);
    if (episode.accident === 'connector-deleted') books.forget(() => platform.deleteConnector(connectorId));
  }
  const forbidden = episode.forbidden
    .map((pick) => catalogue.pick(pick))
    .filter((item) => item !== undefined);
  const refused = episode.refused.map((pick) => catalogue.pick(pick)).filter((item) => item !== undefined);
  const asked = { source: 0, platform: 0 };
  let pages = 0;

  const onRequest = (
    service: 'source' | 'platform',
    request: SandboxRequest,
  ): SandboxResponse | undefined => {
    const count = ++asked[service];
    const { outage, refusesAll, brokerDiesAt, resetAt } = episode;
    if (service === 'platform' && count === brokerDiesAt)
      platform.stopBroker({ keepsQueues: episode.seed % 2 === 0 });
    if (refusesAll?.service === service && count > refusesAll.from) {
      if (service === 'source' && request.path.endsWith('.stix')) return { status: 500 };
      if (request.body.includes('stixBundlePush(')) return broken('stixBundlePush');
    }
    if (service === 'platform' && count === resetAt && platform.connectors.has(connectorId))
      books.forget(() => platform.pressReset(connectorId));
    if (outage?.service === service && count > outage.from) return { status: 503, body: 'out of order' };
    if (request.query.has('offset')) {
      pages += 1;
      for (const shift of episode.shifts.filter(({ atPage }) => atPage === pages)) {
        if (shift.what === 'remove') catalogue.remove(shift.kind, shift.pick);
        else if (shift.what === 'publish')
          catalogue.publish({ kind: shift.kind, hoursLate: 0, stix: 'good' });
        else catalogue.publishLate(shift.kind, shift.pick);
      }
    }
    if (forbidden.some(({ id }) => request.path.endsWith(`/${id}.stix`))) return { status: 403 };
    if (refused.some((item) => isPushOf(request, mark(item.kind, item.id, item.version)))) return refusal;
    return undefined;
  };
  const { killAt, maxItems, only, seed } = episode;
  const end = await world.run({
    chance: chanceFrom(seed),
    onRequest,
    options: {
      ...(maxItems === undefined ? {} : { maxItems }),
      ...(only === undefined ? {} : { kinds: [only] }),
    },
    ...(killAt === undefined ? {} : { killAt }),
  });
  const { refusesAll, brokerDiesAt } = episode;
  books.close(end, {
    abandons: killAt !== undefined || brokerDiesAt !== undefined,
    isOutage: refusesAll?.from === 0,
  });
  return end;
}

const isPushOf = ({ body }: SandboxRequest, text: string): boolean =>
  body.includes('stixBundlePush(') && body.includes(text);
