import { invalidBundle } from './errors.js';
import { readBundle } from './import/bundle.js';
import { split } from './import/splitter.js';
import type { StixObject } from './stix.js';

export interface AcceptedBundle {
  readonly bundle: Readonly<Record<string, unknown>>;
  readonly objects: readonly unknown[];
  readonly split: readonly StixObject[] | undefined;
}

/** Throws the platform's refusal (docs/opencti-api.md#pushing-bundles); nulls break older workers later. */
export function acceptBundle(
  text: string,
  connectorId: string,
  connectorExists: boolean,
  serverSplitting: boolean,
  causeNamesConnector: boolean,
): AcceptedBundle {
  const read = readBundle(text);
  if (read === undefined) throw invalidBundle();
  const { bundle, objects } = read;
  if (objects.length === 0) throw invalidBundle({ message: 'Invalid stix bundle' });
  if (!connectorExists)
    throw invalidBundle({ message: 'Invalid connector', ...(causeNamesConnector ? { connectorId } : {}) });
  const parts = serverSplitting ? split(objects) : undefined;
  if (serverSplitting && parts === undefined) throw invalidBundle();
  return { bundle, objects, split: parts?.queued };
}
