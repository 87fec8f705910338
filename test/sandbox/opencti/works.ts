const maxErrors = 100;
/** `connector { works }` lists the newest twenty. */
const listedWorks = 20;

export interface WorkMessage {
  readonly timestamp: string;
  readonly message: string;
  readonly source: string | null;
}

export interface Work {
  readonly id: string;
  readonly connectorId: string;
  readonly name: string;
  readonly user: { readonly id: string; readonly name: string };
  readonly timestamp: string;
  readonly multiPart: boolean;
  status: 'progress' | 'complete';
  processedTime: string | null;
  completedTime: string | null;
  completedNumber: number | null;
  expected: number | null;
  processed: number | null;
  readonly messages: WorkMessage[];
  readonly errors: WorkMessage[];
}

export type WorkBook = ReturnType<typeof workBook>;

/** The completion rules of docs/opencti-api.md#works. `now` in milliseconds. */
export function workBook(now: () => number) {
  const works = new Map<string, Work>();
  const ofConnector = new Map<string, Set<Work>>();

  function complete(work: Work, number: number | null, at: string): void {
    work.status = 'complete';
    work.completedTime = at;
    work.completedNumber = number;
  }

  function remove(id: string): void {
    const work = works.get(id);
    if (work === undefined) return;
    works.delete(id);
    ofConnector.get(work.connectorId)?.delete(work);
  }

  return {
    all: works,
    get: (id: string): Work | undefined => works.get(id),
    newest: (connectorId: string): Work[] =>
      [...(ofConnector.get(connectorId) ?? [])].slice(-listedWorks).reverse(),
    /** Oldest first. */
    since: (connectorId: string, time: string): Work[] =>
      [...(ofConnector.get(connectorId) ?? [])]
        .filter(({ timestamp }) => timestamp >= time)
        .sort((one, other) => (one.timestamp < other.timestamp ? -1 : 1)),

    add(connectorId: string, name: string, user: Work['user'], multiPart: boolean): Work {
      let at = now();
      // On the platform, two works within one millisecond collide; here the later one moves on, for stable
      // tests.
      while (works.has(`work_${connectorId}_${new Date(at).toISOString()}`)) at += 1;
      const timestamp = new Date(at).toISOString();
      const work: Work = {
        id: `work_${connectorId}_${timestamp}`,
        connectorId,
        name,
        user,
        timestamp,
        multiPart,
        status: 'progress',
        processedTime: null,
        completedTime: null,
        completedNumber: 0,
        expected: null,
        processed: null,
        messages: [],
        errors: [],
      };
      works.set(work.id, work);
      const own = ofConnector.get(connectorId) ?? new Set<Work>();
      ofConnector.set(connectorId, own.add(work));
      return work;
    },
    remove,
    removeOf(connectorId: string): void {
      for (const work of ofConnector.get(connectorId) ?? []) works.delete(work.id);
      ofConnector.delete(connectorId);
    },

    expect(id: string, objects: number): void {
      const work = works.get(id);
      if (work !== undefined) work.expected = (work.expected ?? 0) + objects;
    },

    /** One object is done; the last one completes the work, unless it is a multi-part work. */
    report(id: string, error?: { readonly message: string; readonly source: string }): void {
      const work = works.get(id);
      if (work === undefined) return;
      const timestamp = new Date(now()).toISOString();
      if (error !== undefined && work.errors.length < maxErrors) work.errors.push({ timestamp, ...error });
      work.processed = (work.processed ?? 0) + 1;
      const told = !work.multiPart || work.processedTime !== null;
      if (told && work.processed >= (work.expected ?? 0)) complete(work, work.processed, timestamp);
    },

    /** Completes when processed >= expected, 0 >= 0 included (then as 1 of 1). */
    toProcessed(id: string, message: string | undefined, inError: boolean): void {
      const work = works.get(id);
      if (work === undefined) return;
      const timestamp = new Date(now()).toISOString();
      work.processedTime = timestamp;
      if (message !== undefined)
        (inError ? work.errors : work.messages).push({ timestamp, message, source: null });
      if (work.status === 'complete' || (work.processed ?? 0) < (work.expected ?? 0)) return;
      complete(work, work.processed ?? 1, timestamp);
    },

    /** The housekeeping job: closes older works, whatever their numbers are. */
    closeStale(): void {
      const at = new Date(now()).toISOString();
      for (const work of works.values()) {
        if (work.status === 'complete') continue;
        work.expected ??= 0;
        complete(work, work.processed, at);
      }
    },
  };
}

/** A work that was completed without any expectation reads 1 of 1. */
export function tracking(work: Work): { expected: number | null; processed: number | null } {
  const untracked = work.expected === null && work.status === 'complete';
  return {
    expected: untracked ? work.completedNumber : work.expected,
    processed: untracked ? work.completedNumber : work.processed,
  };
}
