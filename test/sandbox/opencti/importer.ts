import { importObject, incompatible, type Platform } from './import/object.js';
import { relationshipJudge, type RelationshipTable } from './import/relationships.js';
import { split } from './import/splitter.js';
import { entityStore } from './import/store.js';
import { wordBook } from './import/vocabularies.js';
import { messageQueue, type Message, type Queue } from './queue.js';
import type { StixObject } from './stix.js';
import type { WorkBook } from './works.js';

/** Objects imported in one turn, so that the server keeps responding. */
const slice = 200;

export interface ImporterOptions {
  readonly works: WorkBook;
  readonly relationships: RelationshipTable;
  readonly now: () => number;
  /** Milliseconds from a push to its import. */
  readonly delayMs: number;
  readonly paused: boolean;
}

export type Importer = ReturnType<typeof importer>;

/** The worker: stores queued objects and updates their works (docs/opencti-api.md#import-rules). */
export function importer({ works, relationships, now, delayMs, paused: startPaused }: ImporterOptions) {
  const pushed = new Map<string, number>();
  const queues = new Map<string, Queue>();
  const refusals = new Map<string, string>();
  let paused = startPaused;
  let timer: NodeJS.Timeout | undefined;
  let waiters: (() => void)[] = [];
  const platform: Platform = {
    store: entityStore(),
    words: wordBook(),
    notAllowed: relationshipJudge(relationships),
    now,
  };

  function queueOf(connectorId: string): Queue {
    const queue = queues.get(connectorId) ?? messageQueue();
    queues.set(connectorId, queue);
    return queue;
  }

  function importOne(object: StixObject, workId: string): void {
    pushed.set(object.id, (pushed.get(object.id) ?? 0) + 1);
    const refusal = refusals.get(object.id);
    const verdict =
      refusal === undefined ? importObject(object, platform) : { kind: 'refused', error: refusal };
    if (verdict.kind === 'lost') return;
    const message = 'error' in verdict ? verdict.error : undefined;
    works.report(workId, message === undefined ? undefined : { message, source: sourceOf(object, message) });
  }

  function take(queue: Queue, message: Message): void {
    if (message.kind === 'object') {
      importOne(message.object, message.workId);
      return;
    }
    const parts = split(message.objects);
    if (parts !== undefined) enqueueObjects(queue, parts.queued, message.workId, message.bytes);
  }

  function enqueueObjects(queue: Queue, objects: readonly StixObject[], workId: string, bytes: number): void {
    if (objects.length === 0) return;
    works.expect(workId, objects.length);
    const each = Math.ceil(bytes / objects.length);
    queue.push(objects.map((object) => ({ kind: 'object', object, workId, bytes: each })));
  }

  const isIdle = (): boolean => [...queues.values()].every((queue) => queue.isEmpty());

  function tellIdle(): void {
    if (isIdle()) for (const idle of waiters.splice(0)) idle();
  }

  function importNext(limit: number): number {
    let done = 0;
    for (const queue of queues.values()) {
      while (done < limit) {
        const message = queue.shift();
        if (message === undefined) break;
        take(queue, message);
        done += 1;
      }
    }
    tellIdle();
    return done;
  }

  function schedule(delay: number): void {
    if (paused || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      if (importNext(slice) === slice) schedule(0);
    }, delay);
    timer.unref();
  }

  function pause(): void {
    paused = true;
    clearTimeout(timer);
    timer = undefined;
  }

  return {
    stored: platform.store.stored,
    refuse: (id: string, error: string): void => void refusals.set(id, error),
    acceptAll: (): void => refusals.clear(),
    pushed,
    /** Server-side splitting: the work expects the objects before the push gets its response. */
    enqueueSplit(connectorId: string, objects: readonly StixObject[], workId: string, bytes: number): void {
      enqueueObjects(queueOf(connectorId), objects, workId, bytes);
      schedule(delayMs);
    },
    enqueueBundle(connectorId: string, objects: readonly unknown[], workId: string, bytes: number): void {
      queueOf(connectorId).push([{ kind: 'bundle', objects, workId, bytes }]);
      schedule(delayMs);
    },
    queueOf,
    importNext,
    importAll(): void {
      while (importNext(slice) === slice);
    },
    idle: (): Promise<void> =>
      isIdle() ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve)),
    purge(connectorId: string): readonly string[] {
      const lost = queueOf(connectorId).purge();
      tellIdle();
      return lost;
    },
    pause,
    resume(): void {
      paused = false;
      schedule(0);
    },
    close(): void {
      pause();
      waiters = [];
    },
  };
}

function sourceOf(object: StixObject, message: string): string {
  return message === incompatible
    ? `Element ${object.id} is incompatible and couldn't be processed`
    : JSON.stringify({ ...object, nb_deps: 1 });
}
