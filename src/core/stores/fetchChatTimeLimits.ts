import { failureOf } from '../domain/failure';
import type { ChatTimeLimits } from '../domain/chatTimeLimits';
import type { SessionStore } from './sessionStore';

/** The time limits of the active account's license; `undefined` if they cannot be read. One call per connection. */
export async function timeLimitsOf(session: Pick<SessionStore, 'run'>): Promise<ChatTimeLimits | undefined> {
  try {
    return await session.run(
      async ({ liveChats }) => await liveChats?.timeLimits({ priority: 'background' }),
    );
  } catch (thrown) {
    if (!failureOf(thrown)) throw thrown;
    return undefined;
  }
}
