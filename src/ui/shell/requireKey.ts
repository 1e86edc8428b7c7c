import { fail } from '../../core/domain/failure';
import type { SessionStore } from '../../core/stores/sessionStore';

/**
 * Tries a key that LiveChat refused again, before a person's request.
 * @throws FailureError `unauthorized` if it is still refused
 */
export async function requireKey(session: SessionStore): Promise<void> {
  if (session.current.kind === 'rejected' && !(await session.tryAgain())) fail({ code: 'unauthorized' });
}
