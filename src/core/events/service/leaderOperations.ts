import type { Listener } from '../listener/listener';
import type { ListenerView } from '../status/listenerStatus';
import type { LeaderApi } from './leaderApi';
import type { LeaderSession } from './leaderSession';

export interface LeaderOperationsParts {
  readonly listener: Listener;
  readonly view: () => ListenerView;
  /** @throws EventServiceError where this window does not lead */
  readonly session: () => LeaderSession;
  readonly readAgain: () => Promise<void>;
  readonly journalChanged: () => void;
}

/** What the leader does for all windows. */
export function leaderOperations({
  listener,
  view,
  session,
  readAgain,
  journalChanged,
}: LeaderOperationsParts): LeaderApi {
  return {
    view: () => Promise.resolve(view()),
    start: async (how) => {
      await readAgain();
      await listener.start(how);
      return view();
    },
    stop: async () => {
      await listener.stop();
      return view();
    },
    retry: () => {
      listener.retry({ interactive: false });
      return Promise.resolve();
    },
    reread: async () => {
      await readAgain();
      journalChanged();
    },
    doctor: () => listener.doctor(),
    sendTestEvent: ({ kind, name }) => listener.sendTestEvent(kind, name),
    typing: (typing) => {
      listener.sendTyping(typing);
      return Promise.resolve();
    },
    markRead: async (which) => await session().journal.markRead(which),
    showsChats: ({ chatIds }, from) => {
      session().chats.setShown(from, chatIds);
      return Promise.resolve();
    },
    presence: ({ shown }, from) => {
      session().presence.report(from, shown);
      return Promise.resolve();
    },
  };
}
