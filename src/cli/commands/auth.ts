import type { OpenCti } from '../../opencti/index.js';
import { type CommandContext, withConfig } from '../command.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import type { CommonOptions } from '../output.js';
import { openOpenCti, openThreatVision } from '../services.js';

export interface AuthFlags extends CommonOptions {
  readonly clear?: boolean;
}

/** `auth`: a ThreatVision token, the OpenCTI account and its rights. Both are tried before the first failure counts. */
export function authCommand(flags: AuthFlags): Promise<ExitCode> {
  return withConfig(flags, async (context) => {
    const { config, log } = context;
    const source = await openThreatVision({ config, log });
    if (!source.ok) return context.fail(source.failure);
    const { client, tokens } = source.value;
    if (flags.clear === true) {
      tokens?.clear();
      if (context.json) context.printJson({ cleared: true });
      else context.print('The cached ThreatVision token is forgotten.');
      return exitCodes.done;
    }
    const token = await client.authenticate();
    // A token may be cached or static: only a call proves that it is taken.
    const reached = token.ok ? await client.probe('reports') : token;
    source.value.http.close();
    if (!reached.ok) return context.fail(reached.failure);
    const expiry = token.ok ? token.value.expiresAt : undefined;

    const platform = await openOpenCti({ config, log });
    if (!platform.ok) return context.fail(platform.failure);
    const { client: openCti, http, connectorId } = platform.value;
    const code = await reportAccount(context, openCti, connectorId, expiry);
    http.close();
    return code;
  });
}

async function reportAccount(
  context: CommandContext,
  openCti: OpenCti,
  connectorId: string,
  expiry: number | undefined,
): Promise<ExitCode> {
  const account = await openCti.account();
  if (!account.ok) return context.fail(account.failure);
  const { name, missingRights } = account.value;
  const connector = await openCti.connector(connectorId);
  const known = connector.ok ? connector.value : undefined;
  const expiresAt = expiry === undefined ? null : new Date(expiry).toISOString();
  const { apiBaseUrl, credentials } = context.config.teamt5;
  const threatvision = { url: apiBaseUrl.href, credentials: credentials?.type, tokenExpiresAt: expiresAt };
  const opencti = { version: openCti.version, user: name, missingRights, connector: known ?? null };
  if (context.json) context.printJson({ threatvision, opencti });
  else {
    const state =
      known === undefined
        ? 'unknown'
        : known === null
          ? 'not registered yet'
          : known.active
            ? 'active'
            : 'inactive';
    context.print(
      [
        `ThreatVision  ${apiBaseUrl.href}  token accepted${expiresAt === null ? '' : `, valid until ${expiresAt}`}`,
        `OpenCTI       ${openCti.version}  user ${name}  ${missingRights.length === 0 ? 'has all rights' : `lacks ${missingRights.join(', ')}`}`,
        `Connector     ${connectorId}  ${state}`,
      ].join('\n'),
    );
  }
  if (missingRights.length === 0) return exitCodes.done;
  const message = `the user ${name} lacks ${missingRights.join(', ')}`;
  context.tell({ reason: 'opencti-credentials', doing: 'checking the account', message });
  return exitCodes.credentials;
}
