import { err, ok } from '../lib/index.js';
import type { Result } from '../lib/index.js';
import type { Config, ThreatVisionCredentials } from './config.js';
import type { MissingOptions } from './failure.js';
import { options } from './options.js';
import type { OptionKey, Purpose } from './options.js';

const name = ({ key, env }: { readonly key: OptionKey; readonly env: string }) => ({ key, env });

/** What a command that speaks to OpenCTI needs: the address, the token, the connector's id. */
export function requireForPush(
  config: Config,
): Result<{ readonly url: URL; readonly token: string; readonly connectorId: string }, MissingOptions> {
  const { url, token } = config.opencti;
  const connectorId = config.connector.id;
  if (url !== undefined && token !== undefined && connectorId !== undefined)
    return ok({ url, token, connectorId });
  const missing = [
    ...(url === undefined ? [name(options.opencti.url)] : []),
    ...(token === undefined ? [name(options.opencti.token)] : []),
    ...(connectorId === undefined ? [name(options.connector.id)] : []),
  ];
  return err({ reason: 'config-missing', purpose: 'push', missing });
}

/** What a command that speaks to ThreatVision needs: OAuth credentials, or the deprecated key. */
export function requireForThreatVision(
  config: Config,
): Result<{ readonly credentials: ThreatVisionCredentials }, MissingOptions> {
  const { credentials } = config.teamt5;
  if (credentials !== undefined) return ok({ credentials });
  const missing = [name(options.teamt5.clientId), name(options.teamt5.clientSecret)];
  return err({ reason: 'config-missing', purpose: 'threatvision', missing });
}

/** All that is missing for these purposes, told at once; undefined: nothing. */
export function missingFor(config: Config, purposes: readonly Purpose[]): MissingOptions | undefined {
  const required = { threatvision: requireForThreatVision, push: requireForPush };
  const failures = purposes.flatMap((purpose) => {
    const result = required[purpose](config);
    return result.ok ? [] : [result.failure];
  });
  const [first] = failures;
  return first && { ...first, missing: failures.flatMap(({ missing }) => missing) };
}
