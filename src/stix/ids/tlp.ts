import type { TlpLevel } from '../conversion.js';

/** The platform's five TLP markings; every platform has them (docs/opencti-api.md#markings). */
export const tlpIds: Readonly<Record<TlpLevel, string>> = {
  clear: 'marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9',
  green: 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da',
  amber: 'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82',
  'amber+strict': 'marking-definition--826578e1-40ad-459f-bc73-ede076f81f37',
  red: 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed',
};

/** The level that a name means, with or without `TLP:`, in any case; TLP 1's white is TLP 2's clear. */
export function tlpOfName(name: string): TlpLevel | undefined {
  switch (
    name
      .trim()
      .toLowerCase()
      .replace(/^tlp[:_ -]?/, '')
  ) {
    case 'white':
    case 'clear':
      return 'clear';
    case 'green':
      return 'green';
    case 'amber':
      return 'amber';
    case 'amber+strict':
    case 'amber-strict':
    case 'amber_strict':
      return 'amber+strict';
    case 'red':
      return 'red';
    default:
      return undefined;
  }
}
