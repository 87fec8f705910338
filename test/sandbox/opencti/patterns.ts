/**
 * Whether the platform takes an indicator's pattern. It checks STIX and YARA by a real parser; the stand-in looks at
 * the outer form: quotes and brackets in balance, a comparison in every STIX observation, a condition in every rule.
 * Other pattern types are taken as they are.
 */
export function isWellFormedPattern(type: string, pattern: string): boolean {
  if (type === 'stix') return isStixPattern(pattern);
  if (type === 'yara') return isYaraRules(pattern);
  return true;
}

const comparison = /^.*[\w-]+:[^=<>]+(=|!=|<|>|<=|>=|\b(IN|LIKE|MATCHES|ISSUBSET|ISSUPERSET)\b)\s*\S/s;

function isStixPattern(pattern: string): boolean {
  // Literals may hold anything, brackets too, and lists have indexes: both go before the form is looked at.
  const form = pattern.replace(/'(\\.|[^'\\])*'/gs, '0').replace(/\[(\*|\d+)\]/g, '');
  const observations = form.match(/\[[^[\]]*\]/g) ?? [];
  const outside = form.replace(/\[[^[\]]*\]/g, '').replace(/\bt0\b/g, '');
  return (
    observations.length > 0 &&
    !/['[\]]/.test(outside) &&
    observations.every((observation) => comparison.test(observation.slice(1, -1)))
  );
}

function isYaraRules(text: string): boolean {
  const form = text
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\/\/[^\n]*/g, '')
    .replace(/"(\\.|[^"\\\n])*"/g, '0');
  const opened = form.split('{').length;
  return opened === form.split('}').length && /\brule\s+\w+[^{]*\{.*\bcondition\s*:\s*[^\s}]/s.test(form);
}
