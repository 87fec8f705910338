import { isoTime, ok, type Result } from '../../lib/index.js';
import type { LocalState } from '../../state/index.js';
import type { CliFailure } from '../core/failure.js';
import type { PlatformKnowledge } from '../documents/schemas.js';
import type { CommandContext } from '../run/context.js';
import { type Start, startOf } from '../run/counting-state.js';
import { openOpenCti } from '../run/services.js';

/** The number of works to show. */
const maxWorks = 5;

/** The version, the user and its rights, and the connector with its queue and last works. */
export async function askPlatform(
  { host, config, log, waitFor }: Pick<CommandContext, 'host' | 'config' | 'log' | 'waitFor'>,
  state?: { readonly local: LocalState | undefined },
): Promise<
  Result<{ readonly knowledge: PlatformKnowledge; readonly start?: Start | undefined }, CliFailure>
> {
  const opened = await openOpenCti({ host, config, log, waitFor, interactive: true });
  if (!opened.ok) return opened;
  const { client, http, connectorId } = opened.value;
  try {
    const account = await client.account();
    if (!account.ok) return account;
    // Without the right MODULES, neither can be read; `missingRights` contains it.
    const [connector, works] = [await client.connector(connectorId), await client.works(connectorId)];
    const record = connector.ok ? connector.value : null;
    const started = startOf(
      connector.ok ? connector.value?.state : undefined,
      connectorId,
      state?.local,
      config.teamt5.firstRun,
    );
    const start = started.ok && connector.ok ? started.value : undefined;
    const knowledge: PlatformKnowledge = {
      url: config.opencti.url?.href ?? '',
      version: client.version,
      user: account.value.name,
      missingRights: account.value.missingRights,
      connector: record && {
        name: record.name,
        active: record.active,
        queue: record.queue,
        ...(state === undefined ? {} : { start: start?.type ?? null }),
        takeOver: start?.type === 'taken-over' ? isoTime(start.lastRun) : null,
      },
      works: (works.ok ? works.value : [])
        .slice(0, maxWorks)
        .map(({ id, name, status, expected, processed, errors }) => ({
          id,
          name,
          status,
          expected,
          processed,
          errors: errors.length,
        })),
    };
    return ok({ knowledge, start });
  } finally {
    http.close();
  }
}
