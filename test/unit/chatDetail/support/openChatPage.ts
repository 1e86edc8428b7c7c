import type { ChatLabels, ChatState, SavedChat } from '../../../../src/protocol/chat';
import type { EventView } from '../../../../src/protocol/conversation';
import { ChatPage } from '../../../../src/webview/chat/chatPage';
import type { Typed } from '../../../../src/webview/chat/livePart';
import { FakePorts } from '../../webview/support/fakePorts';

export const state: ChatState = {
  labels: { copied: 'copied', fault: 'own fault' } as ChatLabels,
  title: 'Kim',
  subject: { eventId: 'E1' },
  chat: { title: 'Kim', id: 'C1', status: { value: 'running', label: 'Running' }, sections: [] },
};

/** The chat page without a browser. @param isAtEnd whether the newest message is in view */
export function openPage(kept?: unknown, isAtEnd = false) {
  const ports = new FakePorts<SavedChat>(kept);
  const drawn: ChatState[] = [];
  const conversations: { readonly events: readonly EventView[]; readonly scroll: number | undefined }[] = [];
  const announced: string[] = [];
  const typed: Typed[] = [];
  const problems: (string | undefined)[] = [];
  /** How much each change drew that is drawn as one. */
  const together: number[] = [];
  let ids = 0;
  const page = new ChatPage({
    ...ports.surroundings,
    newId: () => `id-${++ids}`,
    face: {
      draw: (what) => drawn.push(what),
      conversation: (events, scroll) => conversations.push({ events, scroll }),
      isAtEnd: () => isAtEnd,
      addEarlier: (events) => conversations.push({ events, scroll: undefined }),
      announce: (text) => announced.push(text),
      enter: (text) => announced.push(`entered ${text}`),
      insert: (text) => announced.push(`inserted ${text}`),
      speak: (text) => announced.push(text),
      drawLive: (_view, composer) => typed.push(composer),
      setProblem: (text) => problems.push(text),
      setDelayed: (delayed, seconds) => announced.push(delayed ? `${delayed.text} ${seconds}` : 'over'),
      setWaiting: () => undefined,
      focusComposer: () => undefined,
      returnToComposer: () => undefined,
      showNewest: () => announced.push('newest shown'),
      together: (change) => {
        const before = conversations.length + typed.length;
        change();
        together.push(conversations.length + typed.length - before);
      },
    },
  });
  page.start();
  return {
    page,
    posted: ports.posted,
    drawn,
    conversations,
    announced,
    typed,
    problems,
    together,
    all: (name: string) => ports.all(name).map(({ payload }) => payload),
    get keeps() {
      return ports.keeps;
    },
    notify: (name: string, payload: unknown) => page.receive({ kind: 'notification', name, payload }),
    answer: (name: string, answer: object) => ports.answer(page, name, answer),
  };
}
