import type { Credential } from '../../../../src/core/domain/account';
import type { LiveChatConnection } from '../../../../src/core/domain/connection';
import type { AccountStore } from '../../../../src/core/stores/accounts/accountStore';
import { SessionStore } from '../../../../src/core/stores/sessionStore';
import { ada } from './accounts';
import { Machine } from './machine';

export interface SignedIn {
  readonly accounts: AccountStore;
  readonly session: SessionStore;
  dispose(): void;
}

/** A window with one account signed in, whose connections the test provides. */
export async function signedIn(
  open: (credential: Credential) => LiveChatConnection,
  credential = ada,
): Promise<SignedIn> {
  const accounts = new Machine().window();
  await accounts.add(credential);
  const session = new SessionStore(accounts, (wanted) => Promise.resolve(open(wanted)));
  return {
    accounts,
    session,
    dispose: () => {
      session.dispose();
      accounts.dispose();
    },
  };
}
