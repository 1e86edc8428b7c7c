import { noShield } from '../../../../src/ui/shell/shield';
import { Emitter } from '../../../../src/core/base/event';
import { stateOf, type ChatState } from '../../../../src/core/chats/chatState';
import type { ChatUser, LiveChat, ThreadEvent } from '../../../../src/core/domain/liveChat';
import type { FormValues } from '../../../../src/protocol/form';
import type { ChatActionId, ComposerLabels } from '../../../../src/protocol/liveChat';
import type { LiveLabels } from '../../../../src/ui/chatDetail/live/liveLabels';
import { LiveModel } from '../../../../src/ui/chatDetail/live/liveModel';
import type { LivePorts } from '../../../../src/ui/chatDetail/live/liveModelPorts';
import type { OutgoingView } from '../../../../src/ui/chatDetail/live/liveView';
import { FakeClock } from '../../support/fakeClock';
import { labels as viewLabels } from './labels';
import { memoryDraft } from '../../stores/support/memoryDraft';
import { noTiming } from '../../support/replyTiming';

export const me = 'me@desk.test';
export const customer: ChatUser = {
  id: 'c1',
  kind: 'customer',
  name: 'Kim',
  email: 'kim@x.test',
  isPresent: true,
};
export const agent: ChatUser = { id: me, kind: 'agent', name: 'Ann', isPresent: true };

export function said(
  id: string,
  authorId: string,
  text: string,
  more: Partial<ThreadEvent> = {},
): ThreadEvent {
  const createdAt = `2026-11-28T10:00:0${id}.000000Z`;
  return { id, authorId, createdAt, content: { kind: 'message', text }, ...more };
}

export function chatWith(events: readonly ThreadEvent[], more: Partial<LiveChat> = {}): LiveChat {
  return {
    chatId: 'C',
    threadId: 'T',
    isActive: true,
    users: [customer, agent],
    groups: [0],
    tags: [],
    isFollowed: false,
    events,
    ...more,
  };
}

/** Labels that keep every value recognizable. */
export const liveLabels: LiveLabels = {
  ...viewLabels,
  you: 'You',
  sent: 'Sent',
  seen: 'Seen',
  agent: 'Agent',
  conversationOf: (iso) => `conversation of ${iso}`,
  rating: { rating: 'Rating', good: 'Good', bad: 'Bad' },
  untitled: 'Chat',
  waiting: 'waiting',
  readBefore: (at) => `read at ${at}`,
  customersView: 'customer’s view',
  hints: { ended: 'ended', outside: 'outside', notListening: 'not listening' },
  transferIn: (left) => `transfer in ${left}`,
  typing: (names) => `${names} typing`,
  notSentYet: (name) => `${name} not sent`,
  pastedFile: 'pasted',
  problem: ({ code }) => ({ title: code, text: '' }),
  actions: new Proxy({} as LiveLabels['actions'], { get: (_all, id) => ({ label: String(id) }) }),
};

/** The model of a chat over ports that record what they are asked. */
export function openLive(chat: LiveChat = chatWith([]), more: Partial<LivePorts> = {}) {
  const done: unknown[] = [];
  const changed = new Emitter<void>();
  const outgoingChanged = new Emitter<void>();
  const looked = new Emitter<void>();
  const drafts: FormValues[] = [];
  /** The draft, which another window may edit. */
  const stored: { values: FormValues; at: number } = { values: {}, at: 0 };
  const outgoing: OutgoingView[] = [];
  const clock = new FakeClock();
  let state: ChatState = stateOf(chat);
  const ports: LivePorts = {
    clock,
    labels: liveLabels,
    composerLabels: () => ({}) as ComposerLabels,
    login: () => me,
    chat: {
      get state() {
        return state;
      },
      failure: undefined,
      onDidChange: changed.event,
      dispose: () => undefined,
    },
    shown: () => noShield.shown,
    isListening: () => true,
    transfers: { of: () => undefined, onDidChange: () => ({ dispose: () => undefined }) },
    sendsOn: () => 'enter',
    ...noTiming(),
    draft: () =>
      memoryDraft(
        {
          get input() {
            return { values: stored.values };
          },
          set input({ values }) {
            stored.values = values;
          },
          get at() {
            return stored.at;
          },
          set at(at) {
            stored.at = at;
          },
        },
        ({ values }) => drafts.push(values),
      ),
    log: (thrown) => done.push(['log', String(thrown)]),
    typing: (isTyping, isPrivate) => done.push(['typing', isTyping, isPrivate]),
    outgoing: {
      all: () => outgoing,
      onDidChange: outgoingChanged.event,
      send: (message) => {
        done.push(['send', message]);
        return undefined;
      },
      retry: (customId) => done.push(['retry', customId]),
      takeBack: () => undefined,
    },
    act: (action: ChatActionId) => {
      done.push(['act', action]);
      return Promise.resolve();
    },
    readThread: (threadId) => {
      done.push(['read', threadId]);
      return Promise.resolve(undefined);
    },
    resumeWith: (_chat, text) => {
      done.push(['resumeWith', text]);
      return Promise.resolve(true);
    },
    sendFile: async (file, isPrivate) => {
      done.push(['file', file.name, file.size, isPrivate, (await file.read())?.length]);
      return undefined;
    },
    sendFileAt: (uri, isPrivate) => {
      done.push(['fileAt', uri, isPrivate]);
      return Promise.resolve(uri.endsWith('/folder') ? 'unreadable' : undefined);
    },
    pickFile: (isPrivate) => {
      done.push(['pick', isPrivate]);
      return Promise.resolve();
    },
    isLookedAt: () => false,
    onDidLook: looked.event,
    markSeen: (upTo) => done.push(['seen', upTo]),
    ...more,
  };
  const model = new LiveModel({ account: 'platform:a', chatId: 'C' }, ports);
  return {
    model,
    live: model.live,
    done,
    drafts,
    stored,
    clock,
    outgoing,
    set: (next: LiveChat | ChatState) => {
      state = 'chat' in next ? next : stateOf(next);
      changed.fire();
    },
  };
}
