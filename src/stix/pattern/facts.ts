/** What the properties of an indicator need of its pattern. */
import { testsOf, type Observation } from './ast.js';
import { createdObservables, mainObservableType, type CreatedObservable } from './observables.js';
import { parsePattern } from './parser.js';

export interface PatternFacts {
  readonly mainType: string | undefined;
  /** An observable that OpenCTI creates although the pattern excludes it. */
  readonly excluded: CreatedObservable | undefined;
  /** The only value in the pattern; undefined if it has more or none. */
  readonly value: string | undefined;
}

/** Characters. Shorter patterns are read again in less time than their facts take to store. */
const shortPattern = 200;

/** Remembers the facts of the patterns of an item, so that a long one is not read twice. */
export class FactsOfPatterns {
  readonly #byText = new Map<string, PatternFacts>();

  /** @param text of the pattern */
  remember(text: string, pattern: Observation): void {
    if (text.length > shortPattern) this.#byText.set(text, factsOf(text, pattern));
  }

  /** Undefined if the text is no STIX pattern. */
  read(text: string): PatternFacts | undefined {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const parsed = parsePattern(text);
    return parsed && factsOf(text, parsed.pattern);
  }
}

/** What a pattern needs to exclude a value. */
const canExclude = /!=|<>|\bNOT\b/i;

function factsOf(text: string, pattern: Observation): PatternFacts {
  const [test, ...others] = testsOf(pattern);
  const value = test?.kind === 'test' && test.values.length === 1 ? test.values[0] : undefined;
  return {
    mainType: mainObservableType(pattern),
    excluded: canExclude.test(text) ? createdObservables(pattern).find(({ negated }) => negated) : undefined,
    value: others.length === 0 ? value?.text : undefined,
  };
}
