import type { Fault, SandboxRequest } from './types.js';

/** A string is a prefix of the path. */
export function pathMatches(path: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? path.startsWith(wanted) : path.search(wanted) >= 0;
}

export interface FaultQueue {
  add(fault: Fault): void;
  clear(): void;
  take(request: SandboxRequest): Fault | undefined;
}

export function faultQueue(): FaultQueue {
  let waiting: { readonly fault: Fault; left: number }[] = [];
  return {
    add: (fault) => {
      waiting.push({ fault, left: fault.times ?? 1 });
    },
    clear: () => {
      waiting = [];
    },
    take: (request) => {
      const found = waiting.find(({ fault }) => fits(fault, request));
      if (found === undefined) return undefined;
      found.left -= 1;
      if (found.left <= 0) waiting = waiting.filter((entry) => entry !== found);
      return found.fault;
    },
  };
}

function fits(fault: Fault, request: SandboxRequest): boolean {
  return (
    pathMatches(request.path, fault.path) &&
    (fault.method === undefined || fault.method.toUpperCase() === request.method) &&
    (fault.matchBody === undefined || request.body.includes(fault.matchBody))
  );
}
