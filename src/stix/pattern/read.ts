/** Reads the pattern of an indicator in the form that OpenCTI takes whole (docs/opencti-api.md#patterns). */
import { testsOf, type Observation } from './ast.js';
import { normalizePattern, refusedHash, type Normalization } from './normalize.js';
import { longestPattern, parsePattern, type ParsedPattern } from './parser.js';
import { printPattern } from './print.js';
import type { Correction } from './scanner.js';

export type PatternReading =
  | {
      readonly accepted: true;
      readonly pattern: Observation;
      /** The given text if nothing has to change. */
      readonly text: string;
      /** What was wrong and had one obvious meaning. */
      readonly corrections: readonly Correction[];
      /** What was valid and is written differently. */
      readonly normalizations: readonly Normalization[];
      /** Text behind the pattern that is not part of it. */
      readonly rest: string;
    }
  | {
      readonly accepted: false;
      /** A clause about the pattern. */
      readonly reason: string;
    };

/** Characters without meaning behind a pattern. */
const noContent = /^[\s;\0\ufeff]*$/;

/** The pattern as OpenCTI takes it, or why OpenCTI would refuse it. */
export function readPattern(text: string): PatternReading {
  if (text.length > longestPattern)
    return { accepted: false, reason: 'it is not checked beyond 1,048,576 characters' };
  const parsed = bestParse(text);
  if (parsed === undefined) return { accepted: false, reason: 'it is no STIX pattern' };
  const changes = new Set<Normalization>();
  let pattern = normalizePattern(parsed.pattern, changes);
  let bad = badHash(pattern);
  if (bad !== undefined && changes.size > 0 && badHash(parsed.pattern) === undefined) {
    // The platform does not check the hash under the name that the source uses.
    pattern = parsed.pattern;
    changes.clear();
    bad = undefined;
  }
  if (bad !== undefined) return { accepted: false, reason: `${bad.value} is no ${bad.name} hash` };
  const blankRest = parsed.rest !== '' && noContent.test(parsed.rest);
  const corrections = blankRest
    ? [...parsed.corrections, 'characters without meaning' as const]
    : parsed.corrections;
  const changed = corrections.length + changes.size > 0 || parsed.rest !== '';
  return {
    accepted: true,
    pattern,
    text: changed ? printPattern(pattern) : text,
    corrections,
    normalizations: [...changes],
    rest: blankRest ? '' : parsed.rest,
  };
}

function badHash(pattern: Observation): ReturnType<typeof refusedHash> {
  for (const test of testsOf(pattern)) {
    const bad = test.kind === 'test' ? refusedHash(test) : undefined;
    if (bad !== undefined) return bad;
  }
  return undefined;
}

/** A strict reading of the whole text, otherwise a lenient one, otherwise the first pattern in the text. */
function bestParse(text: string): ParsedPattern | undefined {
  const strict = parsePattern(text);
  if (strict?.rest === '') return strict;
  return parsePattern(text, true) ?? strict;
}
