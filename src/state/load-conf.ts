import type Conf from 'conf';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * Loads conf without what comes along: its file writer takes SIGINT, SIGTERM and others for itself as soon as it is
 * loaded, and sends each on once more. A run that is asked to end would take that for a second, impatient request.
 */
export async function loadConf(): Promise<typeof Conf> {
  const before = signals.map((signal) => new Set(process.listeners(signal)));
  const { default: loaded } = await import('conf');
  for (const [index, signal] of signals.entries()) {
    for (const listener of process.listeners(signal)) {
      if (before[index]?.has(listener) === false) process.off(signal, listener);
    }
  }
  return loaded;
}
