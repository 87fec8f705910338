export { connectOpenCti } from './client.js';
export type {
  Delivery,
  DeliveryItem,
  DeliveryOptions,
  ImportOutcome,
  Window,
  PushedWork,
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
  WorkList,
  WorkSummary,
} from './types.js';
export type { Capabilities, Capability } from './version.js';
