import type { SandboxRequest, SandboxResponse } from '../../sandbox/types.js';
import { connectorId } from '../../tools/constants.js';
import { type Catalogue, createCatalogue, type Item, nameOf } from './catalogue.js';
import { chanceFrom } from './fate.js';
import type { Episode, History } from './history.js';
import { createWorld, mark, type RunEnd, type World } from './world.js';

export interface Verdict {
  /** Violations of the guarantees as sentences. */
  readonly complaints: readonly string[];
  /** The highest number of repeated deliveries of one version of an item because of kills. */
  readonly mostRepeats: number;
  readonly runs: number;
  readonly kills: number;
}

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

/** Plays a history, ends it with a clean run, and returns what was lost, repeated or delayed. */
export async function play({ version, first, episodes }: History): Promise<Verdict> {
  const world = await createWorld(Date.UTC(2026, 0, 1), version);
  try {
    const catalogue = createCatalogue(world);
    for (const one of first) catalogue.publish(one);
    const books = createBooks(world);
    for (const episode of episodes) await playEpisode(episode, world, catalogue, books);
    world.platform.startBroker();

    await importEverything(world, books);
    const clean = await world.run({ chance: chanceFrom(1), options: { retryFailed: true } });
    books.close(clean);
    const before = world.deliveries.length;
    const quiet = await world.run({ chance: chanceFrom(2) });
    const complaints = [
      ...shortcomings(clean, catalogue),
      ...(quiet.summary?.outcome === 'nothing-new' && world.deliveries.length === before
        ? []
        : [`the run after it delivered ${world.deliveries.length - before}`]),
      ...books.missing(catalogue),
      ...notImported(world, catalogue, books),
      ...books.repeated(),
      ...books.mistaken(),
    ];
    return { complaints, mostRepeats: books.mostRepeats(), runs: world.runs(), kills: books.kills() };
  } finally {
    await world.close();
  }
}

/** A loss is noticed by the second run without progress, which delivers its items again. */
async function importEverything(world: World, books: Books): Promise<void> {
  for (let round = 0; round < 2; round++) {
    world.platform.importAll();
    books.close(await world.run({ chance: chanceFrom(3 + round), options: { retryFailed: true } }));
  }
}

/** Whatever happened between acceptance and import, OpenCTI has each item, or a run named it. */
function notImported({ platform }: World, { items }: Catalogue, books: Books): string[] {
  platform.importAll();
  const stored = JSON.stringify([...platform.stored.values()]);
  return items
    .filter(({ listed, kind, empty }) => listed && !(kind === 'bundles' && empty))
    .filter((item) => !stored.includes(`item:${nameOf(item)}:v`) && !books.named(item))
    .map((item) => `${nameOf(item)} was neither imported nor named`);
}

/** Only items that were removed from the list can still fail. */
function shortcomings({ summary, refused }: RunEnd, { items }: Catalogue): string[] {
  if (summary === undefined) return [`the clean run ended: ${refused ?? 'killed'}`];
  const gone = new Set(items.filter(({ listed }) => !listed).map(({ id }) => id));
  const failures = summary.failures.filter(({ id }) => !gone.has(id));
  return summary.failure === undefined && failures.length === 0
    ? []
    : [`the clean run ended ${summary.outcome}: ${JSON.stringify([summary.failure, failures])}`];
}

async function playEpisode(
  episode: Episode,
  world: World,
  catalogue: Catalogue,
  books: Books,
): Promise<void> {
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
}

const isPushOf = ({ body }: SandboxRequest, text: string): boolean =>
  body.includes('stixBundlePush(') && body.includes(text);

interface Books {
  /** After a reset everything is delivered again; deliveries of the current run do not count. */
  forget(press: () => void): void;
  close(end: RunEnd, run?: { readonly abandons: boolean; readonly isOutage: boolean }): void;
  missing(catalogue: Catalogue): string[];
  /** Reported as lost for the second time. */
  named(item: Item): boolean;
  repeated(): string[];
  /** Outages that were taken for failures of items. */
  mistaken(): string[];
  mostRepeats(): number;
  kills(): number;
}

function createBooks(world: World): Books {
  let since = 0;
  let disturbedRun = -1;
  let kills = 0;
  const allowed = new Map<string, number>();
  const failedBefore = new Set<string>();
  const named = new Set<string>();
  const mistaken: string[] = [];
  const allow = (item: string): void => void allowed.set(item, (allowed.get(item) ?? 0) + 1);
  const counts = (): Map<string, number> => {
    const times = new Map<string, number>();
    for (const { item, version, run } of world.deliveries.slice(since)) {
      if (run === disturbedRun) continue;
      const key = `${item}:v${version}`;
      times.set(key, (times.get(key) ?? 0) + 1);
    }
    return times;
  };
  return {
    forget(press) {
      press();
      since = world.deliveries.length;
      disturbedRun = world.runs();
      allowed.clear();
    },
    close(
      { summary, refused, events, inFlight },
      { abandons, isOutage } = { abandons: false, isOutage: false },
    ) {
      if (summary === undefined && refused === undefined) kills += 1;
      if (abandons) for (const item of inFlight) allow(item);
      const failed = events.flatMap((event) =>
        event.type === 'failed' && /the same for every item|HTTP 500/.test(event.message)
          ? [`${event.kind}/${event.id}`]
          : [],
      );
      const first = failed.filter((item) => !failedBefore.has(item));
      if (isOutage && first.length >= 5) mistaken.push(`one outage failed ${first.join(', ')}`);
      // Whatever the cause: its next attempt is a retry, which does not count.
      for (const event of events) if (event.type === 'failed') failedBefore.add(`${event.kind}/${event.id}`);
      for (const event of events)
        if (event.type === 'import-lost')
          for (const id of event.items)
            if (event.again) named.add(`${event.kind}/${id}`);
            else allow(`${event.kind}/${id}`);
      for (const event of events)
        if (event.type === 'delivered-partially') {
          allow(`${event.kind}/${event.id}`);
          failedBefore.add(`${event.kind}/${event.id}`);
        }
    },
    missing: ({ items }) =>
      items
        .filter((item) => item.listed && !(item.kind === 'bundles' && item.empty))
        .filter(
          (item) =>
            !world.deliveries
              .slice(since)
              .some(
                ({ item: name, version }) =>
                  name === nameOf(item) && (item.kind === 'bundles' || version === item.version),
              ),
        )
        .map((item) => `${nameOf(item)} v${item.version} was never delivered`),
    named: (item) => named.has(nameOf(item)),
    repeated: () =>
      [...counts()]
        .filter(([key, times]) => times > 1 + (allowed.get(key.replace(/:v\d+$/, '')) ?? 0))
        .map(([key, times]) => `${key} was delivered ${times} times`),
    mistaken: () => mistaken,
    mostRepeats: () => Math.max(0, ...[...counts().values()].map((times) => times - 1)),
    kills: () => kills,
  };
}
