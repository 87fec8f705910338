import { authRequired, forbiddenAccess } from './errors.js';
import { atLeast, tokenRightSince } from './version.js';

export interface AccountOptions {
  readonly name: string;
  /** Names of the platform; `BYPASS` includes every one. */
  readonly capabilities: readonly string[];
  /** Null or absent: the account has group levels only. */
  readonly user_confidence_level?: number | null;
}

export interface Account extends AccountOptions {
  readonly id: string;
}

export const olderConnectorsGroup: readonly string[] = [
  'CONNECTORAPI',
  'KNOWLEDGE_KNASKIMPORT',
  'KNOWLEDGE_KNUPLOAD',
  'KNOWLEDGE_KNENRICHMENT',
  'MODULES_MODMANAGE',
];

export const connectorsGroup: readonly string[] = ['APIACCESS_USETOKEN', ...olderConnectorsGroup];

/** Operation -> capabilities, of which one is enough (docs/opencti-api.md#rights). */
export const rights = {
  register: ['CONNECTORAPI'],
  ping: ['CONNECTORAPI'],
  push: ['CONNECTORAPI'],
  workAdd: ['CONNECTORAPI', 'MODULES_MODMANAGE', 'KNOWLEDGE_KNASKIMPORT'],
  workEdit: ['CONNECTORAPI', 'MODULES_MODMANAGE'],
  read: ['MODULES'],
  manage: ['MODULES_MODMANAGE'],
} as const satisfies Record<string, readonly string[]>;

export interface AccountBook {
  of(authorization: string | undefined): Account | undefined;
  set(token: string, account: AccountOptions | undefined): void;
}

/** @param version the platform's version at the time of the call */
export function accountBook(
  tokens: Readonly<Record<string, AccountOptions>>,
  version: () => string,
): AccountBook {
  const accounts = new Map<string, Account>();
  let made = 0;
  const book: AccountBook = {
    of: (authorization) => {
      const account = accounts.get(/^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '');
      if (account === undefined || !atLeast(version(), tokenRightSince)) return account;
      return has(account, 'APIACCESS_USETOKEN') ? account : undefined;
    },
    set: (token, account) => {
      if (account === undefined) {
        accounts.delete(token);
        return;
      }
      made += 1;
      const id = `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`;
      accounts.set(token, { ...account, id });
    },
  };
  for (const [token, account] of Object.entries(tokens)) book.set(token, account);
  return book;
}

/** Throws the platform's refusal unless the account has one of the capabilities (none named: any account). */
export function requireRight(account: Account | undefined, oneOf: readonly string[] = []): Account {
  if (account === undefined) throw authRequired();
  if (oneOf.length > 0 && !oneOf.some((capability) => has(account, capability))) throw forbiddenAccess();
  return account;
}

/** Names of capabilities form a tree: MODULES_MODMANAGE includes MODULES. */
function has(account: Account, capability: string): boolean {
  return account.capabilities.some((own) => own === 'BYPASS' || own.startsWith(capability));
}
