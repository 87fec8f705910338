import type { Log } from '../../log/index.js';
import type { Host } from '../core/host.js';

/** Called when a request to the service starts. The result must be called when the response has arrived. */
export type WaitFor = (service: string) => () => void;

/** Milliseconds since the first request to a service. */
const patience = 2000;

interface Service {
  readonly since: number;
  pending: number;
  timer?: NodeJS.Timeout;
  isNamed: boolean;
}

/** Shows what a person waits for: with `animated` as a spinner while requests last, otherwise once in the log. */
export function createWaiting({
  host,
  log,
  animated,
}: {
  readonly host: Host;
  readonly log: Pick<Log, 'info'>;
  readonly animated: boolean;
}): WaitFor {
  const services = new Map<string, Service>();
  const late = new Set<string>();
  const show = animated ? createSpinner(host) : () => undefined;

  const becomesLate = (name: string, service: Service): void => {
    late.add(name);
    show(late);
    if (!animated && !service.isNamed) log.info(waitingText([name]));
    service.isNamed = true;
  };

  return (name) => {
    const service = services.get(name) ?? { since: Date.now(), pending: 0, isNamed: false };
    services.set(name, service);
    service.pending += 1;
    if (service.pending === 1) {
      const delay = Math.max(0, service.since + patience - Date.now());
      service.timer = setTimeout(() => becomesLate(name, service), delay).unref();
    }
    return () => {
      service.pending -= 1;
      if (service.pending > 0) return;
      clearTimeout(service.timer);
      if (late.delete(name)) show(late);
    };
  };
}

/** ora is loaded for the first service that is late, and writes all other output above the spinner. */
function createSpinner({ stderr }: Host): (late: ReadonlySet<string>) => void {
  let spinner: Promise<(late: ReadonlySet<string>) => void> | undefined;
  return (late) => {
    if (spinner === undefined && late.size === 0) return;
    spinner ??= import('ora').then(({ default: ora }) => {
      // `animated` has decided. The cursor stays visible, so that Ctrl-C, which must arrive as a signal, leaves it so.
      const shown = ora({
        stream: stderr,
        isEnabled: true,
        hideCursor: false,
        discardStdin: false,
      });
      return (now) => {
        if (now.size === 0) shown.stop();
        else shown.start(waitingText([...now]));
      };
    });
    void spinner.then((update) => update(late));
  };
}

const waitingText = (services: readonly string[]): string => `waiting for ${services.join(' and ')}`;
