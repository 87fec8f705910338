import { isoTime, ok, type Result } from '../../lib/index.js';
import { type LocalState, reconcile } from '../../state/index.js';
import type { CliFailure } from '../core/failure.js';
import type { PlatformKnowledge } from '../documents/schemas.js';
import type { CommandContext } from '../run/context.js';
import { openOpenCti } from '../run/services.js';

/** The number of works to show. */
const maxWorks = 5;

/** The Python connector's `last_run`, if the next run continues from it; `local` is undefined if unknown. */
function takeOverTime(state: string | null, local: LocalState | undefined): string | null {
  const start = reconcile(state, true, local, 0);
  return start.type === 'taken-over' ? isoTime(start.lastRun) : null;
}

/** The version, the user and its rights, and the connector with its queue and last works. */
export async function askPlatform(
  { config, log }: Pick<CommandContext, 'config' | 'log'>,
  local?: LocalState,
): Promise<Result<PlatformKnowledge, CliFailure>> {
  const opened = await openOpenCti({ config, log, interactive: true });
  if (!opened.ok) return opened;
  const { client, http, connectorId } = opened.value;
  try {
    const account = await client.account();
    if (!account.ok) return account;
    // Without the right MODULES, neither can be read; `missingRights` contains it.
    const [connector, works] = [await client.connector(connectorId), await client.works(connectorId)];
    const record = connector.ok ? connector.value : null;
    return ok({
      url: config.opencti.url?.href ?? '',
      version: client.version,
      user: account.value.name,
      missingRights: account.value.missingRights,
      connector: record && {
        name: record.name,
        active: record.active,
        queue: record.queue,
        takeOver: takeOverTime(record.state, local),
      },
      works: (works.ok ? works.value : []).slice(0, maxWorks).map(({ errors, ...work }) => ({
        ...work,
        errors: errors.length,
      })),
    });
  } finally {
    http.close();
  }
}
