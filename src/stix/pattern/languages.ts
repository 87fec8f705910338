/** Patterns in other languages that OpenCTI certainly refuses (docs/opencti-api.md#patterns). */

const ruleAction =
  /^(?:[^\S\n\r\u2028\u2029]|#)*(?:activate|alert|block|config|drop|dynamic|log|pass|react|reject|rejectboth|rejectdst|rejectsrc|rewrite|sdrop)\s/m;

/** Pattern type -> what every pattern of the language contains. */
const signs = new Map<string, readonly RegExp[]>([
  ['yara', [/\brule\s+[A-Za-z_]/, /\bcondition\b/]],
  ['sigma', [/\bdetection["']?\s*:/]],
  ['snort', [ruleAction]],
  ['suricata', [ruleAction]],
]);

/** OpenCTI takes texts of languages that it does not check. */
export function lacksLanguage(patternType: string, text: string): boolean {
  return signs.get(patternType)?.some((sign) => !sign.test(text)) === true;
}
