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
  if (signs.get(patternType)?.some((sign) => !sign.test(text)) === true) return true;
  return patternType === 'yara' && !hasRulesInBraces(text);
}

/** Comments, texts, and regular expressions, which follow a sign or a keyword; a brace in them is a character. */
const yaraPart =
  /\/\/[^\n]*|\/\*[^*]*(?:\*(?!\/)[^*]*)*(?:\*\/|$)|"(?:[^"\\\n]|\\[^\n])*"?|(?<=[=(,]\s{0,8}|\bmatches\s{1,8})\/(?:[^/\\\n]|\\[^\n])+\/?|[{}]|\b(?:rule|condition)\b/g;

/**
 * Whether each rule has its condition in braces. Hexadecimal texts have braces, too. An unclosed text or expression ends with
 * its line, which keeps this linear.
 */
function hasRulesInBraces(text: string): boolean {
  let open = 0;
  for (const [part] of text.matchAll(yaraPart)) {
    if (part === '{') open++;
    else if (part === '}' && --open < 0) return false;
    else if (part === 'rule' && open > 0) return false;
    else if (part === 'condition' && open === 0) return false;
  }
  return open === 0;
}
