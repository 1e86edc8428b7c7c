import type { LiveChatApi } from '../../../../src/core/domain/connection';
import type { AuditEntry } from '../../../../src/core/stores/auditLog';
import type { ChatsFixture } from './chatsFixture';
import { afterPanel } from './sendInPanel';

/** An operation that changes a chat, and its entry in the audit log. */
export interface WritePath {
  /** The method that is called, and its route. */
  readonly calls: keyof LiveChatApi;
  readonly route: string;
  /** Starts a chat for one case, by default with the user in it. @returns its id */
  readonly prepare?: (fixture: ChatsFixture) => string | Promise<string>;
  readonly run: (fixture: ChatsFixture, chatId: string) => Promise<unknown>;
  readonly action: AuditEntry['action'];
  readonly after?: (fixture: ChatsFixture) => AuditEntry['after'];
  /** Known only from the response. */
  readonly afterResponse?: (fixture: ChatsFixture, chatId: string) => AuditEntry['after'];
  /** Outcomes that differ from those of other paths. */
  readonly outcomes?: Partial<Record<string, string>>;
}

const image = { name: 'a.png', type: 'image/png', bytes: new Uint8Array(4) };
const waiting = ({ chats }: ChatsFixture): string => chats.startChat({ waiting: 'unassigned' }).chatId;
const theirs = ({ chats, colleague }: ChatsFixture): string => chats.startChat({ agent: colleague }).chatId;
export const myChat = ({ chats, me }: ChatsFixture): string => chats.startChat({ agent: me }).chatId;
const ended = (fixture: ChatsFixture): string => {
  const chatId = myChat(fixture);
  fixture.chats.customerLeaves(chatId);
  return chatId;
};
const sendFile = async (fixture: ChatsFixture, chatId: string, isPrivate: boolean): Promise<unknown> =>
  await afterPanel(fixture, chatId, async (outgoing) => {
    const url = await outgoing.upload(chatId, image, isPrivate);
    return outgoing.send(chatId, { kind: 'file', url, name: image.name }, isPrivate);
  });

/** Every way in which a panel, a command or a prompt changes a chat. */
export const writePaths: Readonly<Record<string, WritePath>> = {
  'a message by code': {
    calls: 'send',
    route: 'send_event',
    run: ({ actions }, chatId) => actions.send({ chatId, message: 'Hi', isPrivate: false }),
    action: 'chat.send',
    after: () => ({ message: 'Hi' }),
  },
  'a message in a panel': {
    calls: 'send',
    route: 'send_event',
    run: (fixture, chatId) =>
      afterPanel(fixture, chatId, (outgoing) => outgoing.send(chatId, { kind: 'text', text: 'Hi' }, false)),
    action: 'chat.send',
    after: () => ({ message: 'Hi' }),
  },
  'a private note by code': {
    calls: 'send',
    route: 'send_event',
    run: ({ actions }, chatId) => actions.send({ chatId, message: 'Hi', isPrivate: true }),
    action: 'chat.send',
    after: () => ({ message: 'Hi', private: true }),
  },
  'a private note in a panel': {
    calls: 'send',
    route: 'send_event',
    run: (fixture, chatId) =>
      afterPanel(fixture, chatId, (outgoing) => outgoing.send(chatId, { kind: 'text', text: 'Hi' }, true)),
    action: 'chat.send',
    after: () => ({ message: 'Hi', private: true }),
  },
  'a file in a panel': {
    calls: 'sendFile',
    route: 'send_event',
    run: (fixture, chatId) => sendFile(fixture, chatId, true),
    action: 'chat.send',
    after: () => ({ file: 'a.png', private: true }),
  },
  'the upload of a file in a panel': {
    calls: 'upload',
    route: 'upload_file',
    run: (fixture, chatId) => sendFile(fixture, chatId, false),
    action: 'chat.send',
    after: () => ({ file: 'a.png' }),
    // Whatever became of the upload, the file was not sent.
    outcomes: { 'a 500': 'failed server', 'a lost response': 'failed server' },
  },
  joining: {
    calls: 'join',
    route: 'add_user_to_chat',
    prepare: waiting,
    run: ({ actions }, chatId) => actions.join({ chatId, how: 'visible' }),
    action: 'chat.join',
  },
  whispering: {
    calls: 'join',
    route: 'add_user_to_chat',
    prepare: theirs,
    run: ({ actions }, chatId) => actions.join({ chatId, how: 'whisper' }),
    action: 'chat.join',
    after: () => ({ whisper: true }),
  },
  'taking over': {
    calls: 'transfer',
    route: 'transfer_chat',
    prepare: theirs,
    run: ({ actions }, chatId) => actions.join({ chatId, how: 'takeOver' }),
    action: 'chat.transfer',
    after: ({ me }) => ({ agent: me }),
  },
  'a transfer': {
    calls: 'transfer',
    route: 'transfer_chat',
    run: ({ actions, colleague }, chatId) => actions.transfer(chatId, { agent: colleague }),
    action: 'chat.transfer',
    after: ({ colleague }) => ({ agent: colleague }),
  },
  'handing over': {
    calls: 'transfer',
    route: 'transfer_chat',
    run: ({ actions }, chatId) => actions.handOver(chatId),
    action: 'chat.transfer',
    afterResponse: (fixture, chatId) => ({ agent: fixture.customerSees(chatId).agents[0] }),
    // The response that is cut off is a refusal: the least busy agent accepts no chats.
    outcomes: { 'a lost response': 'failed invalid-input' },
  },
  leaving: {
    calls: 'leave',
    route: 'remove_user_from_chat',
    run: ({ actions }, chatId) => actions.leave(chatId),
    action: 'chat.leave',
  },
  'a tag': {
    calls: 'tag',
    route: 'tag_thread',
    run: ({ actions }, chatId) => actions.setTag(chatId, 'refund', true),
    action: 'chat.tag',
    after: () => ({ tag: 'refund' }),
  },
  'a removed tag': {
    calls: 'untag',
    route: 'untag_thread',
    prepare: async (fixture) => {
      const chatId = myChat(fixture);
      await fixture.connection.tag(
        { chatId, threadId: (await fixture.connection.get({ chatId })).threadId },
        'refund',
      );
      return chatId;
    },
    run: ({ actions }, chatId) => actions.setTag(chatId, 'refund', false),
    action: 'chat.untag',
    after: () => ({ tag: 'refund' }),
  },
  closing: {
    calls: 'close',
    route: 'deactivate_chat',
    run: ({ actions }, chatId) => actions.close(chatId),
    action: 'chat.close',
  },
  'closing after a delay': {
    calls: 'close',
    route: 'deactivate_chat',
    run: async ({ actions, clock }, chatId) => {
      const { call } = await actions.scheduleClose(chatId, 10_000);
      clock.advance(10_000);
      return await call.done;
    },
    action: 'chat.close',
  },
  resuming: {
    calls: 'resume',
    route: 'resume_chat',
    prepare: ended,
    run: ({ actions }, chatId) => actions.resume(chatId),
    action: 'chat.resume',
  },
  'resuming with a message by code': {
    calls: 'resume',
    route: 'resume_chat',
    prepare: ended,
    run: ({ actions }, chatId) => actions.resume(chatId, 'Hello again'),
    action: 'chat.resume',
    after: () => ({ message: 'Hello again' }),
  },
  'resuming with a message in a panel': {
    calls: 'resume',
    route: 'resume_chat',
    prepare: ended,
    run: (fixture, chatId) =>
      afterPanel(fixture, chatId, (outgoing) =>
        outgoing.resume(chatId, { kind: 'text', text: 'Hello again' }),
      ),
    action: 'chat.resume',
    after: () => ({ message: 'Hello again' }),
  },
  'resuming with a file in a panel': {
    calls: 'resume',
    route: 'resume_chat',
    prepare: ended,
    run: (fixture, chatId) =>
      afterPanel(fixture, chatId, async (outgoing) => {
        const url = await outgoing.upload(chatId, image, false);
        return outgoing.resume(chatId, { kind: 'file', url, name: image.name });
      }),
    action: 'chat.resume',
    after: () => ({ file: 'a.png' }),
  },
};
