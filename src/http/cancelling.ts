export interface Cancelling {
  /** A signal that aborts with the client's or the request's; `unlink` when the request is over. */
  link(request: AbortSignal | undefined): { readonly signal: AbortSignal; readonly unlink: () => void };
  /** Aborts everything under way. */
  cancel(): void;
}

/**
 * Joins the client's signal with those of its requests. One listener for the client, however many requests there are:
 * `AbortSignal.any` keeps something of every request alive as long as the client's signal lives.
 */
export function linkSignal(client: AbortSignal | undefined): Cancelling {
  const running = new Set<AbortController>();
  const cancel = () => {
    for (const controller of running) controller.abort();
  };
  client?.addEventListener('abort', cancel, { once: true });
  return {
    cancel,
    link(request) {
      const controller = new AbortController();
      const abort = () => {
        controller.abort();
      };
      running.add(controller);
      request?.addEventListener('abort', abort, { once: true });
      if (client?.aborted === true || request?.aborted === true) abort();
      return {
        signal: controller.signal,
        unlink: () => {
          running.delete(controller);
          request?.removeEventListener('abort', abort);
        },
      };
    },
  };
}
