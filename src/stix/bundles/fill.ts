/** Fills the parts of a split item, which together are at most a few times as large as the item. */
import { referenceBytes, type Index, type Member } from './members.js';
import { bundleFrameBytes } from './serialize.js';

export interface Part {
  readonly ids: Set<string>;
  /** Objects that the part refers to without having them. */
  readonly elsewhere: Set<string>;
  /** Container in this part -> the size of its list here. */
  readonly listBytes: Map<string, number>;
  /** Upper bound of the size of the bundle. */
  bytes: number;
  /** The share of objects that an earlier part has sent. */
  repeatedBytes: number;
}

const emptyPart = (bytes = bundleFrameBytes): Part => ({
  ids: new Set(),
  elsewhere: new Set(),
  listBytes: new Map(),
  bytes,
  repeatedBytes: 0,
});

/** Below this size, parts repeat whatever their objects need: author, markings and report take kilobytes. */
const smallPart = 32 * 1024;

interface Group {
  readonly part: Part;
  /** Whether the part has everything that the objects of the group refer to. */
  readonly isComplete: boolean;
  /** References from objects that do not fit, to objects of the group. */
  readonly pending: readonly (readonly [owner: string, target: string])[];
}

/**
 * Each object is new in one part. At most half of a part is repeated, and a part is closed early only if a
 * quarter of it is new. OpenCTI keeps the references of a repeated object, so it brings only what it cannot
 * lack.
 * @param seeds the ids of all objects, in the order in which parts are filled
 */
export function fillParts(seeds: readonly string[], index: Index, maxBytes: number): readonly Part[] {
  const filler = new Filler(index, maxBytes);
  for (const seed of seeds) if (!filler.hasSent(seed)) filler.add(seed);
  return filler.finish();
}

export function partAfterAll(seed: string, index: Index): Part {
  const bytes = index.members.get(seed)?.bytes ?? 0;
  const filler = new Filler(index, 2 * (bytes + smallPart), new Set(index.members.keys()));
  filler.add(seed);
  return filler.finish()[0] ?? emptyPart();
}

/** A reference that an object of the group has, or that leads to one. */
interface Wish {
  readonly id: string;
  readonly by: string;
  /** `to`: `by` refers to `id`; `only`: else `by` would have an empty list; `from`: `id` refers to `by`. */
  readonly direction: 'to' | 'only' | 'from';
}

class Filler {
  readonly #index: Index;
  readonly #maxBytes: number;
  readonly #sent: Set<string>;
  readonly #parts: Part[] = [];
  readonly #pending = new Map<string, string[]>();
  #current = emptyPart();

  constructor(index: Index, maxBytes: number, sent = new Set<string>()) {
    this.#index = index;
    this.#maxBytes = maxBytes;
    this.#sent = sent;
  }

  hasSent(id: string): boolean {
    return this.#sent.has(id);
  }

  add(seed: string): void {
    const group = this.#group(seed, this.#current);
    if (this.#current.ids.size === 0 || group.isComplete) this.#add(group);
    else if (this.#mayClose() || this.#current.bytes + group.part.bytes > this.#maxBytes) {
      this.#close();
      this.#add(this.#group(seed, this.#current));
    } else this.#add(group);
  }

  /** Sends the owners of the references that fit into no part again, with these references. */
  finish(): readonly Part[] {
    for (const [owner, targets] of this.#pending) {
      const member = this.#index.members.get(owner);
      if (member === undefined) continue;
      let next = 0;
      while (next < targets.length) {
        if (this.#current.ids.has(owner) || this.#current.bytes + member.bytes + 100 > this.#maxBytes)
          this.#close();
        this.#add(this.#group(owner, this.#current));
        do {
          const target = targets[next] ?? '';
          this.#current.elsewhere.add(target);
          this.#current.bytes += referenceBytes(target);
          next += 1;
        } while (next < targets.length && this.#current.bytes + 100 < this.#maxBytes);
      }
    }
    if (this.#current.ids.size > 0) this.#parts.push(this.#current);
    return this.#parts;
  }

  #mayClose(): boolean {
    const { bytes, repeatedBytes } = this.#current;
    return this.#maxBytes < 2 * smallPart || bytes - repeatedBytes >= this.#maxBytes / 4;
  }

  #close(): void {
    if (this.#current.ids.size > 0) this.#parts.push(this.#current);
    this.#current = emptyPart();
  }

  #add({ part, pending }: Group): void {
    for (const id of part.ids) {
      this.#current.ids.add(id);
      this.#sent.add(id);
    }
    for (const id of part.elsewhere) this.#current.elsewhere.add(id);
    for (const [id, bytes] of part.listBytes) increase(this.#current.listBytes, id, bytes);
    this.#current.bytes += part.bytes;
    this.#current.repeatedBytes += part.repeatedBytes;
    for (const [owner, target] of pending) {
      const known = this.#pending.get(owner);
      if (known === undefined) this.#pending.set(owner, [target]);
      else known.push(target);
    }
  }

  #group(seed: string, present: Part): Group {
    const part = emptyPart(0);
    const pending: (readonly [string, string])[] = [];
    const room = present.ids.size === 0 ? Math.max(this.#maxBytes, smallPart) : this.#maxBytes;
    const needed: string[] = [];
    const wishes: Wish[] = [];
    let isComplete = true;
    const has = (id: string): boolean => part.ids.has(id) || present.ids.has(id);
    const include = (id: string, limit: number): boolean => {
      const member = this.#index.members.get(id);
      if (member === undefined || has(id)) return true;
      const listed = (present.listBytes.get(id) ?? 0) + (part.listBytes.get(id) ?? 0);
      const bytes = member.bytes + listed;
      const repeatedBytes = this.#sent.has(id) ? bytes : 0;
      const fits =
        present.bytes + part.bytes + bytes <= limit &&
        (repeatedBytes === 0 ||
          present.repeatedBytes + part.repeatedBytes + repeatedBytes <= Math.max(limit, smallPart) / 2);
      isComplete &&= fits;
      if (!fits && id !== seed) return false;
      part.ids.add(id);
      part.bytes += bytes;
      part.repeatedBytes += repeatedBytes;
      for (const container of this.#index.listedBy.get(id) ?? []) {
        increase(part.listBytes, container, referenceBytes(id));
        if (has(container)) part.bytes += referenceBytes(id);
      }
      // The last one is the next one: author and markings before all others.
      for (const one of member.needs.toReversed()) needed.push(one);
      this.#wishes(id, member, listed > 0, wishes);
      return true;
    };
    include(seed, room);
    for (;;) {
      const need = needed.pop();
      if (need !== undefined) {
        if (!include(need, room)) part.elsewhere.add(need);
        continue;
      }
      const wish = wishes.pop();
      if (wish === undefined) return { part, isComplete, pending };
      const { id, by, direction } = wish;
      const isSent = this.#sent.has(id);
      // What is not sent yet will bring the other object with it.
      if (include(id, isSent ? room : this.#maxBytes) || (!isSent && direction !== 'only')) continue;
      if (direction === 'from') pending.push([id, by]);
      else part.elsewhere.add(id);
    }
  }

  /** What should be in one part with an object. */
  #wishes(id: string, { mentions, lists }: Member, hasListed: boolean, wishes: Wish[]): void {
    const { listedBy, mentionedBy } = this.#index;
    const [first] = lists;
    if (first !== undefined && !hasListed) wishes.push({ id: first, by: id, direction: 'only' });
    if (this.#sent.has(id)) return;
    for (const one of mentions) wishes.push({ id: one, by: id, direction: 'to' });
    for (const one of lists) if (this.#sent.has(one)) wishes.push({ id: one, by: id, direction: 'to' });
    for (const one of mentionedBy.get(id) ?? [])
      if (this.#sent.has(one)) wishes.push({ id: one, by: id, direction: 'from' });
    for (const one of listedBy.get(id) ?? []) wishes.push({ id: one, by: id, direction: 'from' });
  }
}

function increase(sums: Map<string, number>, key: string, by: number): void {
  sums.set(key, (sums.get(key) ?? 0) + by);
}
