export { connectOpenCti } from './client.js';
export type {
  Delivery,
  DeliveryItem,
  DeliveryOptions,
  ImportOutcome,
  Window,
  WorkLedger,
} from './delivery.js';
export type { OpenCtiFailure, OpenCtiResult } from './failure.js';
export type {
  Account,
  ConnectorIdentity,
  ConnectorRecord,
  OpenCti,
  PingInfo,
  WorkError,
  WorkSummary,
} from './types.js';
export type { Capabilities, Capability } from './version.js';
