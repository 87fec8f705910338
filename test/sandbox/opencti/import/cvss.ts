import type { StixObject } from '../stix.js';
import { functionalError, type Fault } from './faults.js';

const v2 =
  'AV:[LAN] AC:[HML] Au:[MSN] C:[NPC] I:[NPC] A:[NPC] E:(U|POC|F|H|ND) RL:(OF|TF|W|U|ND) RC:(UC|UR|C|ND)';
const v3 = 'AV:[NALP] AC:[LH] PR:[NLH] UI:[NR] S:[UC] C:[NLH] I:[NLH] A:[NLH] E:[XUPFH] RL:[XOTWU] RC:[XURC]';
const v4 =
  'AV:[NALP] AC:[LH] AT:[NP] PR:[NLH] UI:[NPA] VC:[HLN] VI:[HLN] VA:[HLN] SC:[HLN] SI:[SHLN] SA:[SHLN] E:[XAPU]';

/** Any of the components, in any order; incomplete vectors pass. */
function vector(head: string, components: string): RegExp {
  const one = `(?:${components.split(' ').join('|')})`;
  return new RegExp(`^${head}${one}(?:/${one})*$`);
}

const vectors: readonly (readonly [RegExp, RegExp, string])[] = [
  [/^(?:x_opencti_)?cvss_v2_vector(?:_string)?$/, vector('', v2), 'CVSS2'],
  [/^(?:x_opencti_)?cvss_v4_vector(?:_string)?$/, vector('CVSS:4\\.0/', v4), 'CVSS4'],
  [/^(?:x_opencti_)?cvss_vector(?:_string)?$/, vector('CVSS:3\\.[01]/', v3), 'CVSS3'],
];

export function cvssFault(object: StixObject): Fault | undefined {
  if (object.type !== 'vulnerability') return undefined;
  for (const [property, value] of Object.entries(object)) {
    if (typeof value !== 'string' || value.trim() === '') continue;
    const rule = vectors.find(([name]) => name.test(property));
    if (rule !== undefined && !rule[1].test(value.trim()))
      return functionalError(`This is not a valid ${rule[2]} vector`);
  }
  return undefined;
}
