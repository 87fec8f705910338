/**
 * ESLint rule: a `Result` (src/lib/result.ts) must be used. It reports a call, awaited or not, whose `Result` is
 * discarded: as a statement, behind `void`, or as the last part of `&&`, `||`, `??`, `?:` or a comma.
 */

/** Returns the expressions of a statement whose values nobody reads. */
function discarded(node) {
  switch (node.type) {
    case 'UnaryExpression':
      return node.operator === 'void' ? discarded(node.argument) : [];
    case 'LogicalExpression':
      return discarded(node.right);
    case 'ConditionalExpression':
      return [...discarded(node.consequent), ...discarded(node.alternate)];
    case 'SequenceExpression':
      return node.expressions.flatMap(discarded);
    case 'ChainExpression':
      return discarded(node.expression);
    case 'AwaitExpression':
    case 'CallExpression':
      return [node];
    default:
      return [];
  }
}

/** A union that contains the failed form of `Result`: `ok: false` and `failure`. */
function isResult(type) {
  const members = type.isUnion() ? type.types : [type];
  return members.some(
    (member) => member.getProperty('ok') !== undefined && member.getProperty('failure') !== undefined,
  );
}

export const noDroppedResult = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { dropped: 'Use this Result: the failure is lost otherwise (docs/architecture.md#failures).' },
  },
  create(context) {
    // typescript-eslint provides them with `projectService`.
    const services = context.sourceCode.parserServices;
    const checker = services.program.getTypeChecker();
    return {
      ExpressionStatement({ expression }) {
        for (const node of discarded(expression)) {
          const type = services.getTypeAtLocation(node);
          if (isResult(checker.getAwaitedType(type) ?? type)) context.report({ node, messageId: 'dropped' });
        }
      },
    };
  },
};
