import type { SyncRun } from './run.js';

/** Milliseconds without the end of a delivery after which OpenCTI has to prove that it works. */
const silence = 30_000;

/** With a dead message broker, a push never gets a response (docs/opencti-api.md#errors): a probe decides. */
export async function awaitDelivery<T>(
  { session, outage, stop, every }: SyncRun,
  deliver: () => Promise<T>,
): Promise<T | 'abandoned'> {
  if (session.probe === undefined) return deliver();
  const endWatch = every(silence, () => {
    void outage.probePlatform().then((failure) => {
      if (failure !== undefined) stop.abandon(failure);
    });
  });
  let abandon: () => void = () => undefined;
  const abandoned = new Promise<'abandoned'>((resolve) => (abandon = () => resolve('abandoned')));
  stop.abandoned.addEventListener('abort', abandon, { once: true });
  try {
    return await Promise.race([deliver(), abandoned]);
  } finally {
    endWatch();
    stop.abandoned.removeEventListener('abort', abandon);
  }
}
