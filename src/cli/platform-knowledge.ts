import { ok, type Result } from '../result/index.js';
import type { CommandContext } from './command.js';
import type { CliFailure } from './failure.js';
import { plainText } from '../log/index.js';
import { wrap } from './render/columns.js';
import type { PlatformAnswer, PlatformKnowledge } from './schemas/platform.js';
import { openOpenCti } from './services.js';

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

/** A failed question as the documents show it. */
export async function failedAnswer(
  failure: CliFailure,
): Promise<Extract<PlatformAnswer, { error: unknown }>> {
  const { describeFailure } = await import('./failure-texts.js');
  return { error: { reason: failure.reason, ...describeFailure(failure) } };
}

/** What OpenCTI knows, for people. */
export function platformLines(answer: PlatformAnswer): readonly string[] {
  if ('error' in answer) {
    // The line begins with the name already.
    const said = plainText(answer.error.message).replace(/^OpenCTI is /, '');
    return wrap(said, 66).map((line, at) => `${(at === 0 ? 'OpenCTI' : '').padEnd(14)}${line}`);
  }
  const { url, version, user, missingRights, connector, works } = answer;
  const rights = missingRights.length === 0 ? 'has all rights' : `lacks ${missingRights.join(', ')}`;
  const queue =
    connector === null
      ? ''
      : `, ${connector.queue.messages} messages (${connector.queue.megabytes} MB) waiting`;
  const state = connector === null ? 'not registered yet' : connector.active ? 'active' : 'inactive';
  return [
    `OpenCTI       ${url}  version ${version}`,
    `  user        ${user}: ${rights}`,
    `  connector   ${state}${queue}`,
    ...works.flatMap(({ name, status, expected, processed, errors }, at) => {
      const failed = errors === 0 ? '' : `, ${errors} ${errors === 1 ? 'error' : 'errors'}`;
      return [
        `  ${at === 0 ? 'last works' : '          '}  ${name}`,
        `                ${status}, ${processed} of ${expected} objects${failed}`,
      ];
    }),
  ];
}
