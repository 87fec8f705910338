import * as documents from './documents.js';
import type { GraphQl } from './graphql.js';
import { fieldsIn, isFields, textOf } from './guards.js';
import type { Account, OpenCtiResult } from './types.js';

/**
 * The rights of a run: CONNECTORAPI to register, ping and push, MODULES to read the connector and its works.
 * APIACCESS_USETOKEN is not among them: it exists from 7.260224.0 on only, and a platform that has it refuses every
 * query of a user without it, `me` included (docs/opencti-api.md#rights).
 */
const neededRights = ['CONNECTORAPI', 'MODULES'] as const;

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
