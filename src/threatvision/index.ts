export { createThreatVision, type StixDownload, type ThreatVision } from './client.js';
export type { Listing } from './listing.js';
export type { Credentials, Token, TokenCache } from './oauth.js';
export type * from './types.js';
