import { isFuture, isLocalHost } from '../lib/index.js';
import type { Config } from './config.js';
import { whereIs } from './config.js';
import { quote } from './failure.js';
import type { Notice, Problem } from './failure.js';
import type { Given } from './layers.js';
import type { OptionKey } from './options.js';

/** What the platform's vocabulary `reliability_ov` holds unless its administrator has changed it. */
const reliabilities: readonly string[] = [
  'A - Completely reliable',
  'B - Usually reliable',
  'C - Fairly reliable',
  'D - Not usually reliable',
  'E - Unreliable',
  'F - Reliability cannot be judged',
];

/** What the options must be together; each alone is already good. */
export function checkTogether(
  config: Config,
  given: ReadonlyMap<OptionKey, Given>,
  now: Date,
): { readonly problems: readonly Problem[]; readonly notices: readonly Notice[] } {
  const problems: Problem[] = [];
  const notices: Notice[] = [];
  const where = (key: OptionKey): string => {
    const origin = given.get(key)?.origin;
    return origin === undefined ? 'not set' : whereIs(origin);
  };

  if (given.has('teamt5.client_id') !== given.has('teamt5.client_secret')) {
    const missing = given.has('teamt5.client_id') ? 'teamt5.client_secret' : 'teamt5.client_id';
    problems.push({
      key: missing,
      where: where(missing),
      expected:
        'client id and client secret together: set TEAMT5_CLIENT_ID and TEAMT5_CLIENT_SECRET, or neither',
    });
  }
  if (given.has('teamt5.api_key')) {
    notices.push({
      level: 'warn',
      message:
        config.teamt5.credentials?.type === 'oauth'
          ? `teamt5.api_key (${where('teamt5.api_key')}) is not used, because client id and secret are set; remove it.`
          : `teamt5.api_key (${where('teamt5.api_key')}) is deprecated; use TEAMT5_CLIENT_ID and TEAMT5_CLIENT_SECRET.`,
    });
  }
  const { apiBaseUrl, credentials } = config.teamt5;
  if (apiBaseUrl.protocol === 'http:' && credentials !== undefined && !isLocalHost(apiBaseUrl.hostname)) {
    problems.push({
      key: 'teamt5.api_base_url',
      where: where('teamt5.api_base_url'),
      received: apiBaseUrl.origin,
      expected:
        'https: over plain http the credentials could be read on the way (allowed on a private network only)',
    });
  }
  if (isFuture(config.teamt5.firstRun, now)) {
    const key = 'teamt5.first_run_retrieval_timestamp';
    problems.push({
      ...{ key, where: where(key), received: quote(given.get(key)?.raw) },
      expected: 'a time that has come: from one in the future nothing would ever be imported',
    });
  }
  const { url } = config.opencti;
  if (url?.protocol === 'http:' && !isLocalHost(url.hostname)) {
    notices.push({
      level: 'warn',
      message: `opencti.url (${where('opencti.url')}) is plain http: the token and everything imported can be read on the way.`,
    });
  }
  // The platform accepts any id (docs/opencti-api.md#registering-a-connector), and changing an id in use loses its state.
  const { id } = config.connector;
  if (id !== undefined && id[14] !== '4') {
    notices.push({
      level: 'info',
      message: `connector.id (${where('connector.id')}) is not a UUID of version 4; it works, take version 4 for a new connector.`,
    });
  }
  const { reportReliability } = config.teamt5;
  if (reportReliability !== undefined && !reliabilities.includes(reportReliability)) {
    notices.push({
      level: 'warn',
      message: `teamt5.report_reliability (${where('teamt5.report_reliability')}): ${quote(reportReliability)} is right only where your platform's vocabulary "reliability_ov" has it; OpenCTI's own values are ${reliabilities.map((one) => `"${one}"`).join(', ')}.`,
    });
  }
  return { problems, notices };
}
