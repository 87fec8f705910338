/** The id that tests configure as `CONNECTOR_ID`. */
export const connectorId = '6f1d8f2e-6c1b-4d56-9d3e-1f0a5a0b7c21';

/**
 * The releases that end-to-end tests run on: one that splits bundles on the server and has multi-part works, and one
 * that does neither. Recordings prove both sandboxes (docs/opencti-api.md#versions).
 */
export const platformVersions = ['7.260817.0', '6.7.5'] as const;
