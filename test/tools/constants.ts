export const connectorId = '6f1d8f2e-6c1b-4d56-9d3e-1f0a5a0b7c21';

/** With and without server-side splitting and multi-part works (docs/opencti-api.md#versions). */
export const platformVersions = ['7.260817.0', '6.7.5'] as const;
