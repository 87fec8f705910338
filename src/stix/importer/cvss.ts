import { asText } from '../json.js';
import type { PropertyType } from '../schema/property-types.js';

/** Version -> how a vector begins, and its metrics (the specifications of CVSS by FIRST). */
const versions = {
  2: {
    head: '',
    metrics:
      'AV:[LAN] AC:[HML] Au:[MSN] C:[NPC] I:[NPC] A:[NPC] E:(?:U|POC|F|H|ND) RL:(?:OF|TF|W|U|ND) RC:(?:UC|UR|C|ND)',
  },
  3: {
    head: 'CVSS:3\\.[01]/',
    metrics:
      'AV:[NALP] AC:[LH] PR:[NLH] UI:[NR] S:[UC] C:[NLH] I:[NLH] A:[NLH] E:[XUPFH] RL:[XOTWU] RC:[XURC]',
  },
  4: {
    head: 'CVSS:4\\.0/',
    metrics:
      'AV:[NALP] AC:[LH] AT:[NP] PR:[NLH] UI:[NPA] VC:[HLN] VI:[HLN] VA:[HLN] SC:[HLN] SI:[SHLN] SA:[SHLN] E:[XAPU]',
  },
} as const;

/** A CVSS vector; OpenCTI refuses a vulnerability with any other text (docs/opencti-api.md#value-checks). */
export function cvssVector(version: keyof typeof versions): PropertyType<string> {
  const { head, metrics } = versions[version];
  const metric = `(?:${metrics.split(' ').join('|')})`;
  const form = new RegExp(`^${head}${metric}(?:/${metric})*$`);
  return {
    read: (value, onChange) => {
      const given = asText(value);
      if (given === undefined) return undefined;
      const upper = given
        .trim()
        .replace(/^\((.*)\)$/, '$1')
        .toUpperCase();
      const vector = form.test(given) ? given : upper.replace(/(^|\/)AU:/, '$1Au:');
      if (!form.test(vector)) return undefined;
      if (vector !== value) onChange('converted');
      return vector;
    },
  };
}
