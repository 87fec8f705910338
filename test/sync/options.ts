import type { SyncOptions } from '../../src/sync/index.js';

export const syncOptions: SyncOptions = {
  kinds: ['reports', 'bundles'],
  retryFailed: false,
  dryRun: false,
  version: '1.0.0',
  lookback: 7 * 86_400,
  attachPdf: true,
  reportText: false,
  pdfMaxBytes: 10 * 1024 * 1024,
  skippedTypes: new Set(),
  maxRunBytes: 2 * 1024 ** 3,
  conversion: {
    author: 'TeamT5',
    tlp: 'clear',
    indicatorScore: 50,
    createObservables: true,
    reportTypes: {},
    maxBundleBytes: 8 * 1024 * 1024,
    maxObjects: 100_000,
  },
  downloadConcurrency: 4,
  deliveryConcurrency: 2,
};
