import type { Result } from '../../lib/index.js';
import { type PreparedItem, prepareItem } from '../../sync/index.js';
import type { Entry, ThreatVision, ThreatVisionFailure } from '../../threatvision/index.js';
import type { CommandContext } from '../command.js';
import { configuredOptions } from '../run/options.js';

/** One item as a run would deliver it, but in one bundle, whatever its size: for reading, not for sending. */
export function convertEntry(
  entry: Entry,
  client: ThreatVision,
  { config }: CommandContext,
  options: { readonly pdf: boolean },
): Promise<Result<PreparedItem, ThreatVisionFailure>> {
  const { conversion, ...configured } = configuredOptions(config);
  const settings = {
    ...configured,
    attachPdf: configured.attachPdf && options.pdf,
    conversion: { ...conversion, maxBundleBytes: Infinity },
  };
  return prepareItem(entry, client, settings);
}
