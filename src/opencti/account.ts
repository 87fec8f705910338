import * as documents from './documents.js';
import type { GraphQl } from './graphql.js';
import { fieldsIn, isFields, textOf } from './guards.js';
import type { Account, OpenCtiResult } from './types.js';

/** What a run needs: any call; register, ping and push; the connector's record and works (contract page, section 1). */
const neededRights = ['APIACCESS_USETOKEN', 'CONNECTORAPI', 'MODULES'] as const;

/** Who the token is, and which of the needed rights its user lacks. */
export function readAccount(graphql: GraphQl): Promise<OpenCtiResult<Account>> {
  return graphql({
    doing: 'reading the account of the token',
    query: documents.me,
    read: ({ me }) => {
      const name = isFields(me) ? textOf(me.name) : undefined;
      if (!isFields(me) || name === undefined) return undefined;
      const capabilities = fieldsIn(me.capabilities).flatMap((capability) => textOf(capability.name) ?? []);
      // Null for accounts that have their groups' levels only.
      const level = isFields(me.user_confidence_level) ? me.user_confidence_level.max_confidence : null;
      return {
        name,
        capabilities,
        maxConfidence: typeof level === 'number' ? level : null,
        missingRights: missingRights(capabilities),
      };
    },
  });
}

/** Capabilities form a tree by their names: MODULES_MODMANAGE includes MODULES, and BYPASS everything. */
export function missingRights(capabilities: readonly string[]): readonly string[] {
  if (capabilities.includes('BYPASS')) return [];
  return neededRights.filter(
    (right) => !capabilities.some((own) => own === right || own.startsWith(`${right}_`)),
  );
}
