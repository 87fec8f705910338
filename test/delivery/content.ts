import type { Content } from '../sandbox/threatvision.js';

export const threeItems: Content = {
  reports: [
    { alias: 'first-report', date: 1_700_000_000, title: 'The first' },
    { alias: 'second-report', date: 1_700_086_400, title: 'The second' },
  ],
  bundles: [{ id: 4100, date: 1_700_043_200 }],
};

export const refusedIndicator = {
  type: 'indicator',
  spec_version: '2.1',
  id: 'indicator--8b1f5a0e-3f0a-4c57-9a4e-6f5b2f2f5e11',
  created: '2023-11-14T00:00:00.000Z',
  modified: '2023-11-14T00:00:00.000Z',
  name: 'a refused pattern',
  pattern: "[domain-name:value = 'refused.example']",
  pattern_type: 'stix',
  valid_from: '2023-11-14T00:00:00.000Z',
};

export const bundleWithRefusedIndicator = {
  type: 'bundle',
  id: 'bundle--0c7c2a55-6a0d-4f0c-8f0a-0e6f0f0f7a11',
  objects: [
    refusedIndicator,
    {
      ...refusedIndicator,
      id: 'indicator--2d5f9c1a-8a43-4b1e-b3a5-5a1d7c9e0b22',
      name: 'a valid pattern',
      pattern: "[domain-name:value = 'whole.example']",
    },
  ],
};
