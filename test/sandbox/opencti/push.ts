import { invalidBundle } from './errors.js';
import { split } from './splitter.js';
import { isRecord } from './stix.js';

export interface AcceptedBundle {
  readonly bundle: Readonly<Record<string, unknown>>;
  readonly objects: readonly unknown[];
  /** With server-side splitting: what is left for the queue, in order. */
  readonly split: ReturnType<typeof split>;
}

/**
 * Takes a pushed text apart, or throws the platform's refusal (docs/opencti-api.md#pushing-bundles). Without server-side
 * splitting the objects are not looked into: nulls and missing ids pass here and break the worker.
 */
export function acceptBundle(
  text: string,
  connectorId: string,
  connectorExists: boolean,
  serverSplitting: boolean,
  causeNamesConnector: boolean,
): AcceptedBundle {
  const bundle = parse(text);
  const objects = isRecord(bundle) && bundle.type === 'bundle' ? bundle.objects : undefined;
  if (!isRecord(bundle) || !Array.isArray(objects) || objects.length === 0)
    throw invalidBundle({ message: 'Invalid stix bundle' });
  if (!connectorExists)
    throw invalidBundle({ message: 'Invalid connector', ...(causeNamesConnector ? { connectorId } : {}) });
  const ordered = serverSplitting ? split(objects) : undefined;
  if (serverSplitting && ordered === undefined) throw invalidBundle();
  return { bundle, objects, split: ordered };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidBundle();
  }
}
