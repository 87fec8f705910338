import type { StixObject } from './stix.js';

/** An object, or (before server-side splitting) a whole bundle. `bytes` of its JSON. */
export type Message = { readonly workId: string; readonly bytes: number } & (
  | { readonly kind: 'object'; readonly object: StixObject }
  | { readonly kind: 'bundle'; readonly objects: readonly unknown[] }
);

export interface QueueSize {
  readonly messages: number;
  readonly bytes: number;
}

export interface Queue {
  push(messages: readonly Message[]): void;
  shift(): Message | undefined;
  size(): QueueSize;
  isEmpty(): boolean;
  show(size: QueueSize | undefined): void;
  /** Returns the ids of the works whose messages are lost. */
  purge(): readonly string[];
}

export function messageQueue(): Queue {
  let waiting: Message[] = [];
  let taken = 0;
  let bytes = 0;
  let shown: QueueSize | undefined;
  return {
    push(messages) {
      for (const message of messages) {
        waiting.push(message);
        bytes += message.bytes;
      }
    },
    shift() {
      const message = waiting[taken];
      if (message === undefined) return undefined;
      taken += 1;
      bytes -= message.bytes;
      if (taken > 1000 && taken * 2 > waiting.length) {
        waiting = waiting.slice(taken);
        taken = 0;
      }
      return message;
    },
    size: () => shown ?? { messages: waiting.length - taken, bytes },
    isEmpty: () => waiting.length === taken,
    show(size) {
      shown = size;
    },
    purge() {
      const lost = waiting.slice(taken).map(({ workId }) => workId);
      waiting = [];
      taken = 0;
      bytes = 0;
      shown = undefined;
      return [...new Set(lost)];
    },
  };
}
