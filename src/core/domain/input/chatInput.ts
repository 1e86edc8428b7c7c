import { isMessageTooLong, maxMessageBytes, type ChatSearch, type TransferTarget } from '../liveChat';
import type { Checked } from './fieldProblem';
import { InputReader, omitUndefined } from './inputReader';

const chatViews = ['mine', 'waiting', 'others', 'all'] as const;
export type ChatView = (typeof chatViews)[number];

/** `chatId` is the id of a chat, or of one of its threads. */
export interface ChatIdInput {
  readonly chatId: string;
  readonly threadId?: string;
}

/** `whisper`: unseen by the customer. `takeOver`: transfers the chat from the agent who has it. */
export interface JoinInput {
  readonly chatId: string;
  readonly how: 'visible' | 'whisper' | 'takeOver';
}

export interface SendInput {
  readonly chatId: string;
  readonly message: string;
  readonly isPrivate: boolean;
}

/** Reads `{ view? }`. */
export function readChatView(input: unknown): Checked<ChatView> {
  const reader = new InputReader(input);
  const view = reader.choice('view', chatViews) ?? 'all';
  return reader.finish(() => view);
}

/** Reads `{ chatId, threadId? }`. */
export function readChatId(input: unknown): Checked<ChatIdInput> {
  const reader = new InputReader(input);
  const chatId = reader.id('chatId', 'required') ?? '';
  const rest = omitUndefined({ threadId: reader.id('threadId') });
  return reader.finish(() => ({ chatId, ...rest }));
}

/** Reads `{ chatId }`. */
export function readChat(input: unknown): Checked<string> {
  const reader = new InputReader(input);
  const chatId = reader.id('chatId', 'required') ?? '';
  return reader.finish(() => chatId);
}

/** Reads `{ chatId, whisper?, takeOver? }`, of which only one may be true. */
export function readJoin(input: unknown): Checked<JoinInput> {
  const reader = new InputReader(input);
  const chatId = reader.id('chatId', 'required') ?? '';
  const whisper = reader.flag('whisper') === true;
  const takeOver = reader.flag('takeOver') === true;
  if (whisper && takeOver) reader.report('takeOver', { code: 'not-together', with: 'whisper' });
  return reader.finish(() => ({ chatId, how: whisper ? 'whisper' : takeOver ? 'takeOver' : 'visible' }));
}

/** Reads `{ chatId, message, private? }`. The message is not trimmed. */
export function readSend(input: unknown): Checked<SendInput> {
  const reader = new InputReader(input);
  const chatId = reader.id('chatId', 'required') ?? '';
  const message = readMessage(reader, 'required') ?? '';
  const isPrivate = reader.flag('private') === true;
  return reader.finish(() => ({ chatId, message, isPrivate }));
}

/** Reads `{ chatId, agent }` or `{ chatId, group }`: a login or the number of a group. */
export function readTransfer(
  input: unknown,
): Checked<{ readonly chatId: string; readonly target: TransferTarget }> {
  const reader = new InputReader(input);
  const chatId = reader.id('chatId', 'required') ?? '';
  const agent = reader.id('agent');
  const group = reader.wholeNumber('group', 0);
  if (agent !== undefined && group !== undefined) {
    reader.report('group', { code: 'not-together', with: 'agent' });
  }
  const target = agent !== undefined ? { agent } : group !== undefined ? { group } : undefined;
  // Without another problem, neither was given.
  if (!target && reader.isValid) reader.report('agent', { code: 'required' });
  return reader.finish(() => ({ chatId, target: target ?? { agent: '' } }));
}

/** Reads `{ chatId, tag }`. */
export function readTagging(input: unknown): Checked<{ readonly chatId: string; readonly tag: string }> {
  const reader = new InputReader(input);
  const chatId = reader.id('chatId', 'required') ?? '';
  const tag = reader.text('tag', 'required') ?? '';
  return reader.finish(() => ({ chatId, tag }));
}

/** Reads `{ chatId, confirmed? }`; only the literal `true` confirms. */
export function readClose(input: unknown): Checked<{ readonly chatId: string; readonly confirmed: boolean }> {
  const reader = new InputReader(input);
  const chatId = reader.id('chatId', 'required') ?? '';
  const confirmed = reader.confirmation('confirmed');
  return reader.finish(() => ({ chatId, confirmed }));
}

/** Reads `{ chatId, message? }`. */
export function readResume(input: unknown): Checked<{ readonly chatId: string; readonly message?: string }> {
  const reader = new InputReader(input);
  const chatId = reader.id('chatId', 'required') ?? '';
  const rest = omitUndefined({ message: readMessage(reader, 'optional') });
  return reader.finish(() => ({ chatId, ...rest }));
}

/** Reads `{ query?, from?, to?, agent?, group?, tag?, page? }`. A day as `to` includes the whole day. */
export function readChatSearch(
  input: unknown,
): Checked<{ readonly search: ChatSearch; readonly page: number }> {
  const reader = new InputReader(input);
  const page = reader.wholeNumber('page', 1) ?? 1;
  const search = omitUndefined({
    query: reader.text('query'),
    from: reader.time('from', 'start'),
    to: reader.time('to', 'end'),
    agent: reader.id('agent'),
    group: reader.wholeNumber('group', 0),
    tag: reader.text('tag'),
  });
  const { from, to } = search;
  if (from !== undefined && to !== undefined && to < from) {
    reader.report('to', { code: 'earlier-than', than: 'from' });
  }
  return reader.finish(() => ({ search, page }));
}

function readMessage(reader: InputReader, must: 'required' | 'optional'): string | undefined {
  const message = reader.message('message', must);
  if (message !== undefined && isMessageTooLong(message)) {
    reader.report('message', { code: 'too-many-bytes', most: maxMessageBytes });
  }
  return message;
}
