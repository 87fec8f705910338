import type Conf from 'conf';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Loads conf without its signal listeners, which send each signal again and would end a run at once. */
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
