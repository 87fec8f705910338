import { ok, plainText, type Result } from '../lib/index.js';
import type { CommandContext } from './command.js';
import type { CliFailure } from './failure.js';
import { hanging } from './render/hanging.js';
import type { PlatformAnswer, PlatformKnowledge } from './schemas/platform.js';
import { openOpenCti } from './run/services.js';

/** The last works that are told of. */
const lastWorks = 5;

/** Asks OpenCTI for all it knows of us: version, user, rights, connector, queue, last works. */
export async function askPlatform({
  config,
  log,
}: Pick<CommandContext, 'config' | 'log'>): Promise<Result<PlatformKnowledge, CliFailure>> {
  const opened = await openOpenCti({ config, log });
  if (!opened.ok) return opened;
  const { client, http, connectorId } = opened.value;
  try {
    const account = await client.account();
    if (!account.ok) return account;
    // Without MODULES neither can be read; that the right is missing is told above.
    const [connector, works] = [await client.connector(connectorId), await client.works(connectorId)];
    const record = connector.ok ? connector.value : null;
    return ok({
      url: config.opencti.url?.href ?? '',
      version: client.version,
      user: account.value.name,
      missingRights: account.value.missingRights,
      connector: record && { name: record.name, active: record.active, queue: record.queue },
      works: (works.ok ? works.value : []).slice(0, lastWorks).map(({ errors, ...work }) => ({
        ...work,
        errors: errors.length,
      })),
    });
  } finally {
    http.close();
  }
}

/**
 * What OpenCTI knows, for people.
 * @param width cells of a line; absent: nothing is broken
 */
export function platformLines(answer: PlatformAnswer, width = Infinity): readonly string[] {
  const line = (name: string, text: string): readonly string[] =>
    hanging(name.padEnd(indent), plainText(text), width, indent);
  // The line begins with the name already.
  if ('error' in answer) return line('OpenCTI', answer.error.message.replace(/^OpenCTI is /, ''));
  const { url, version, user, missingRights, connector, works } = answer;
  const rights = missingRights.length === 0 ? 'has all rights' : `lacks ${missingRights.join(', ')}`;
  const queue =
    connector === null
      ? ''
      : `, ${connector.queue.messages} messages (${connector.queue.megabytes} MB) waiting`;
  const state = connector === null ? 'not registered yet' : connector.active ? 'active' : 'inactive';
  return [
    ...line('OpenCTI', `${url}  version ${version}`),
    ...line('  user', `${user}: ${rights}`),
    ...line('  connector', `${state}${queue}`),
    ...(works.length === 0 ? [] : ['  last works']),
    ...works.flatMap(({ name, status, expected, processed, errors }) => {
      const failed = errors === 0 ? '' : `, ${errors} ${errors === 1 ? 'error' : 'errors'}`;
      return [
        ...hanging('    ', plainText(name), width, 6),
        `      ${status}, ${processed} of ${expected} objects${failed}`,
      ];
    }),
  ];
}

/** Cells before the facts. */
const indent = 14;
