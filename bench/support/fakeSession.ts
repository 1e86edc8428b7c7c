import type { LiveChatConnection, Page } from '../../src/core/domain/connection';
import type { TicketQuery, TicketRow } from '../../src/core/domain/ticket';
import type { Session, SessionStore } from '../../src/core/stores/sessionStore';
import { toDisposable } from '../../src/core/base/disposable';

/** A session whose server answers at once, so that only the code between the caller and the server is measured. */
export function fakeSession(
  list: (query: TicketQuery, at: string | undefined) => Page<TicketRow>,
): SessionStore {
  const connection = {
    tickets: { list: (query: TicketQuery, at?: string) => Promise.resolve(list(query, at)) },
  } as unknown as LiveChatConnection;
  const current: Session = {
    kind: 'signed-in',
    account: { id: 'classic:owner', kind: 'classic', name: 'owner' },
  };
  const session = {
    current,
    onDidChange: () => toDisposable(() => undefined),
    run: <T>(work: (connection: LiveChatConnection) => Promise<T>) => work(connection),
  };
  return session as unknown as SessionStore;
}
