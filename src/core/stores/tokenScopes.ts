import { failureOf } from '../domain/failure';
import type { ScopeReport } from '../domain/scopes';
import type { SessionStore } from './sessionStore';

/** Which scopes the active account's token has; `undefined` if it has none, or they could not be checked. Several calls. */
export async function scopesOf(session: Pick<SessionStore, 'run'>): Promise<ScopeReport | undefined> {
  try {
    const options = { priority: 'background', outsideBudget: true } as const;
    return await session.run(async (connection) => await connection.checkScopes?.(options));
  } catch (thrown) {
    if (!failureOf(thrown)) throw thrown;
    return undefined;
  }
}
