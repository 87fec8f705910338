import { defaultToken } from '../sandbox/opencti.js';
import { connectorId } from './constants.js';

interface Service {
  readonly url: string;
}

/** The environment with which the program uses stand-ins of both services. */
export function settingsFor(threatVision: Service, openCti: Service): Readonly<Record<string, string>> {
  return {
    OPENCTI_URL: openCti.url,
    OPENCTI_TOKEN: defaultToken,
    CONNECTOR_ID: connectorId,
    TEAMT5_API_BASE_URL: threatVision.url,
    TEAMT5_CLIENT_ID: 'demo',
    TEAMT5_CLIENT_SECRET: 'demo',
  };
}
