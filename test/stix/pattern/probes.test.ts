import t from 'tap';

import { textOf } from '../../../src/stix/json.js';
import { createdObservables } from '../../../src/stix/pattern/observables.js';
import { parsePattern } from '../../../src/stix/pattern/parser.js';
import { sent, type SentObject } from '../convert/convert-source.js';
import { patternProbes, type PatternProbe } from './pattern-probes.js';

const probes = patternProbes();
const compact = (text: unknown): unknown => (typeof text === 'string' ? text.replace(/\s/g, '') : text);
/** The conversion replaces them everywhere. */
const loneSurrogate = /\p{Surrogate}/gu;

function outcome({ object }: PatternProbe): {
  readonly indicator: SentObject | undefined;
  readonly notes: readonly string[];
} {
  const { byId, conversion } = sent([object]);
  return {
    indicator: byId.get(object.id),
    notes: conversion.notes.map(({ code, message }) => `${code}: ${message}`),
  };
}

const isWholePattern = (text: unknown): boolean =>
  typeof text === 'string' && parsePattern(text)?.rest === '';

t.test('the fixture has all probes', (t) => {
  t.equal(probes.length, 128);
  t.end();
});

for (const probe of probes.filter(({ result }) => result !== 'refused')) {
  t.test(`${probe.id}: what OpenCTI takes arrives`, (t) => {
    const { indicator, notes } = outcome(probe);
    const pattern = textOf(probe.object, 'pattern')?.replace(loneSurrogate, '\ufffd');
    const type = textOf(probe.object, 'pattern_type') ?? 'stix';
    if (indicator === undefined) {
      t.fail('the indicator is sent');
      t.end();
      return;
    }
    t.equal(indicator.pattern_type, type.toLowerCase());
    if (indicator.pattern_type !== 'stix') t.equal(indicator.pattern, pattern);
    else {
      t.ok(isWholePattern(indicator.pattern), 'a whole pattern');
      if (indicator.pattern !== pattern) t.match(notes.join('\n'), /pattern/, 'a change has a note');
      // The platform changes blanks and the spelling of an operator, and cuts off what follows.
      const stored = probe.property === 'pattern' ? (probe.stored ?? pattern) : pattern;
      if (!notes.some((note) => note.includes('pattern')))
        t.equal(compact(indicator.pattern), compact(pattern));
      else if (!notes.some((note) => note.startsWith('changed-property')))
        t.equal(compact(indicator.pattern), compact(stored?.replace('==', '=')));
    }
    t.end();
  });
}

for (const probe of probes.filter(({ result }) => result === 'refused')) {
  t.test(`${probe.id}: what OpenCTI refuses has another form, or a note`, (t) => {
    const { indicator, notes } = outcome(probe);
    if (indicator === undefined) t.match(notes.at(-1), /^dropped-object/);
    else if (indicator.pattern_type === 'stix') {
      t.ok(isWholePattern(indicator.pattern), 'a whole pattern');
      const same = indicator.pattern === probe.object.pattern && probe.object.pattern_type === 'stix';
      t.equal(same, probe.property === 'x_opencti_main_observable_type');
    } else {
      t.match(indicator.pattern_type, /-invalid$/);
      t.match(notes, [/^refused-by-platform/]);
    }
    t.end();
  });
}

for (const { id, object, created } of probes) {
  if (created === undefined) continue;
  t.test(`${id}: the observables are known before the push`, (t) => {
    const parsed = parsePattern(textOf(object, 'pattern') ?? '');
    t.not(parsed, undefined);
    const names = parsed && createdObservables(parsed.pattern).map(({ type, value }) => `${type} ${value}`);
    t.same(names?.sort(), [...created].sort());
    t.end();
  });
}

for (const id of ['creates/!=', 'creates/NOT =', 'pattern/NOT after path', 'pattern/!=']) {
  t.test(`${id}: an excluded value creates no observable`, (t) => {
    const probe = probes.find((one) => one.id === id);
    const { indicator, notes } = probe === undefined ? {} : outcome(probe);
    t.equal(indicator?.x_opencti_create_observables, false);
    t.match(notes, [/^changed-property: Changed the property x_opencti_create_observables to false/]);
    t.end();
  });
}
