// Syntax that eslint.config.js refuses, as options of the rule no-restricted-syntax.

const emptyLiteral = ':matches(ArrayExpression[elements.length=0], ObjectExpression[properties.length=0])';
const pattern = 'CallExpression[callee.property.name=/^(match|has)$/] > :nth-child(2)';

/** An assertion that cannot fail. */
const emptyPatterns = [
  {
    selector: `${pattern}.arguments${emptyLiteral}, ${pattern}.arguments ${emptyLiteral}`,
    message:
      'tap matches every array against [] and every object against {}: compare this part with strictSame or equal.',
  },
];

/** A wait for time instead of a condition: slow on a fast machine, flaky on a slow one. */
const sleeps = [
  {
    selector:
      "CallExpression[callee.name=/^(setTimeout|setInterval)$/], ImportDeclaration[source.value='node:timers/promises']",
    message:
      'Wait for a condition (test/tools/until.ts) or pass a clock; a sleep makes a test slow or flaky.',
  },
];

/** While a module waits, tap can end the tests of another file of the process, and with them its stand-ins. */
const topLevelAwaits = [
  {
    selector:
      'Program > ExpressionStatement > AwaitExpression, Program > VariableDeclaration > VariableDeclarator > AwaitExpression',
    message: 'Wait in t.before or in a test: files that share a process are loaded at the same time.',
  },
];

/** The binary's path outside the module from which the group of a test file is derived. */
const binaryPath = [
  {
    selector: "Literal[value='teamt5-opencti.js']",
    message: 'Import binaryPath from test/tools/binary.ts: a file that imports it is run by test:e2e.',
  },
];

/** Properties on one line that read as if they came from elsewhere. */
const literalSpreads = [
  {
    selector: 'ObjectExpression > SpreadElement > ObjectExpression',
    message: 'Write the properties without the spread.',
  },
];

export const everywhere = literalSpreads;
export const inTestFiles = [...everywhere, ...emptyPatterns, ...sleeps, ...topLevelAwaits, ...binaryPath];
export const inTestSupport = [...everywhere, ...emptyPatterns, ...binaryPath];
