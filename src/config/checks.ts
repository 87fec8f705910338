import { isFuture, isLocalHost } from '../lib/index.js';
import { threatVisionCredentials } from './config.js';
import type { Config, OptionKey } from './options.js';
import { type Notice, type Problem, quote } from './problem.js';
import { originOf, type RawValue } from './sources.js';

/** The vocabulary `reliability_ov` of the platform, unless its administrator has changed it. */
const reliabilities: readonly string[] = [
  'A - Completely reliable',
  'B - Usually reliable',
  'C - Fairly reliable',
  'D - Not usually reliable',
  'E - Unreliable',
  'F - Reliability cannot be judged',
];

/** Rules about more than one option, and values that are valid but most likely wrong. */
export function checkCombinations(
  config: Config,
  raw: ReadonlyMap<OptionKey, RawValue>,
  now: Date,
): { readonly problems: readonly Problem[]; readonly notices: readonly Notice[] } {
  const credentials = threatVisionCredentials(config);
  const problems: Problem[] = [];
  const notices: Notice[] = [];
  const where = (key: OptionKey): string => {
    const origin = raw.get(key)?.origin;
    return origin === undefined ? 'not set' : originOf(origin);
  };

  if (raw.has('teamt5.client_id') !== raw.has('teamt5.client_secret')) {
    const missing = raw.has('teamt5.client_id') ? 'teamt5.client_secret' : 'teamt5.client_id';
    problems.push({
      key: missing,
      where: where(missing),
      expected:
        'both client id and client secret: set both TEAMT5_CLIENT_ID and TEAMT5_CLIENT_SECRET, or neither',
    });
  }
  if (raw.has('teamt5.api_key')) {
    notices.push({
      level: credentials?.type === 'oauth' ? 'debug' : 'warn',
      message:
        credentials?.type === 'oauth'
          ? `teamt5.api_key (${where('teamt5.api_key')}) is not used, because client id and client secret are set; remove it.`
          : `teamt5.api_key (${where('teamt5.api_key')}) is deprecated; use TEAMT5_CLIENT_ID and TEAMT5_CLIENT_SECRET.`,
    });
  }
  const { apiBaseUrl } = config.teamt5;
  if (apiBaseUrl.protocol === 'http:' && credentials !== undefined && !isLocalHost(apiBaseUrl.hostname)) {
    problems.push({
      key: 'teamt5.api_base_url',
      where: where('teamt5.api_base_url'),
      received: apiBaseUrl.origin,
      expected: 'https, because plain http exposes the credentials (allowed on a private network only)',
    });
  }
  if (isFuture(config.teamt5.firstRun, now)) {
    const key = 'teamt5.first_run_retrieval_timestamp';
    problems.push({
      key,
      where: where(key),
      received: quote(raw.get(key)?.value),
      expected: 'a time in the past, because a run that starts in the future imports nothing',
    });
  }
  const { url } = config.opencti;
  if (url?.protocol === 'http:' && !isLocalHost(url.hostname)) {
    notices.push({
      level: 'warn',
      message: `opencti.url (${where('opencti.url')}) is plain http, which exposes the token and the imported data.`,
    });
  }
  const names = Object.keys(config.opencti.customHeaders);
  if (names.length > 1 && typeof raw.get('opencti.custom_headers')?.value === 'string') {
    notices.push({
      level: 'info',
      message: `opencti.custom_headers (${where('opencti.custom_headers')}) sets ${names.length} header fields, since each ";" starts another one: ${names.join(', ')}.`,
    });
  }
  // The platform accepts any id (docs/opencti-api.md#registering-a-connector); a new one has no state.
  const { id } = config.connector;
  if (id !== undefined && id[14] !== '4') {
    notices.push({
      level: 'info',
      message: `connector.id (${where('connector.id')}) is not a UUID of version 4; it works, but use version 4 for a new connector.`,
    });
  }
  const { reportReliability } = config.teamt5;
  if (reportReliability !== undefined && !reliabilities.includes(reportReliability)) {
    notices.push({
      level: 'warn',
      message: `teamt5.report_reliability (${where('teamt5.report_reliability')}): ${quote(reportReliability)} is valid only if the vocabulary "reliability_ov" of your platform contains it; OpenCTI's own values are ${reliabilities.map((one) => `"${one}"`).join(', ')}.`,
    });
  }
  return { problems, notices };
}
