import type { ActionContext } from '../actions/actionContext';
import { noLiveChats } from '../actions/chats/chatLookup';
import { messageEntry, orNothing } from '../actions/chats/chatWrite';
import { sleep } from '../base/async';
import type { Clock } from '../base/clock';
import { logRejection } from '../base/log';
import type { LiveChatApi } from '../domain/connection';
import { fail } from '../domain/failure';
import type { LiveChat, OutgoingFile, OutgoingMessage } from '../domain/liveChat';
import type { FileUpload } from '../domain/sharedFile';
import type { AuditEntry } from '../stores/auditLog';
import type { ChatStore } from './chatStore';
import type { OutgoingContent, OutgoingEntry, SendState } from './outgoingMessage';

/** After a lost response, the wait for the push of the message before the chat is read. */
export const pushWaitMs = 2_000;

export interface SendPorts {
  readonly clock: Clock;
  readonly store: Pick<ChatStore, 'get' | 'read' | 'findEvent'>;
}

/** A message that was sent once. `threadId`: in which it was found. */
export interface Sent {
  readonly state: SendState;
  readonly threadId?: string;
}

type Outcome = Pick<AuditEntry, 'outcome' | 'code'>;

/**
 * Sends a message once, or resumes an ended chat with it, and logs it like the same act of another program
 * (`ChatActions`). A message of which the response was lost is looked for.
 * @param closed the chat, if the message resumes it
 * @param isPushed whether the event of the message was pushed
 */
export async function sendMessageOnce(
  ports: SendPorts,
  scope: ActionContext,
  entry: OutgoingEntry,
  closed: LiveChat | undefined,
  isPushed: () => boolean,
): Promise<Sent> {
  const logged: Outcome[] = [];
  const record = (outcome: Outcome): void => {
    logged.push(outcome);
    logRejection(scope.audit({ ...entryOf(entry, closed !== undefined), ...outcome }));
  };
  try {
    const outcome = await scope.write(async ({ liveChats = fail(noLiveChats) }) =>
      closed ? await resumeWith(liveChats, entry, closed) : await sendTo(liveChats, entry),
    );
    if (outcome.kind === 'done') {
      record({ outcome: 'done' });
      return { state: sentState(outcome.value) };
    }
    const { why: failure } = outcome;
    const { code } = failure;
    // Its push was faster.
    if (isPushed()) {
      record({ outcome: 'done', code });
      return { state: sentState(undefined) };
    }
    if (outcome.kind === 'failed') {
      record({ outcome: 'failed', code });
      const hasEnded = failure.code === 'conflict' && failure.chat === 'ended';
      // Another agent may have resumed it.
      if (closed) await orNothing(() => ports.store.read(entry.chatId));
      return { state: { kind: 'failed', why: hasEnded ? { kind: 'ended' } : { kind: 'refused', failure } } };
    }
    await sleep(ports.clock, pushWaitMs);
    const found = isPushed() ? {} : await find(ports, entry);
    record({ outcome: found ? 'done' : 'lost', code });
    if (!found) return { state: { kind: 'failed', why: { kind: 'unconfirmed', failure } } };
    const { eventId, threadId } = found;
    return { state: sentState(eventId), ...(threadId !== undefined && { threadId }) };
  } catch (thrown) {
    // After an unexpected error, it is not known whether it was sent.
    if (logged.length === 0) record({ outcome: 'lost' });
    throw thrown;
  }
}

/**
 * Uploads a file, which the customer does not see until its event is sent. Only a failure is logged, as that of
 * sending the file.
 * @returns the address of the file
 * @throws FailureError
 */
export async function uploadFile(
  scope: ActionContext,
  chatId: string,
  file: FileUpload,
  isPrivate: boolean,
): Promise<string> {
  const outcome = await scope.write(({ liveChats = fail(noLiveChats) }) => liveChats.upload(file));
  if (outcome.kind === 'done') return outcome.value;
  const entry = messageEntry(chatId, { file: file.name }, isPrivate);
  await scope.audit({ ...entry, outcome: 'failed', code: outcome.why.code });
  return fail(outcome.why);
}

function entryOf({ chatId, content, isPrivate }: OutgoingEntry, isResuming: boolean) {
  const said = content.kind === 'text' ? { message: content.text } : { file: content.name };
  if (!isResuming) return messageEntry(chatId, said, isPrivate);
  return { action: 'chat.resume', target: chatId, after: said } as const;
}

function sentState(eventId: string | undefined): SendState {
  return { kind: 'sent', ...(eventId !== undefined && { eventId }) };
}

/** `undefined` if it is not there, or the chat cannot be read. */
async function find(
  { store }: SendPorts,
  { chatId, customId }: OutgoingEntry,
): Promise<{ readonly threadId?: string; readonly eventId?: string } | undefined> {
  const known = store.findEvent(chatId, customId);
  if (known) return known;
  const { threadId = '', events = [] } = (await orNothing(() => store.read(chatId))) ?? {};
  const event = events.find((one) => one.customId === customId);
  return event && { threadId, eventId: event.id };
}

async function sendTo(
  api: LiveChatApi,
  { chatId, content, ...entry }: OutgoingEntry,
): Promise<string | undefined> {
  const event = eventOf(content, entry);
  return 'url' in event ? await api.sendFile(chatId, event) : await api.send(chatId, event);
}

async function resumeWith(
  api: LiveChatApi,
  { chatId, content, customId }: OutgoingEntry,
  { groups }: LiveChat,
): Promise<string | undefined> {
  const first = eventOf(content, { customId, isPrivate: false });
  const { eventId } = await api.resume(chatId, { groups, login: await api.login(), first });
  return eventId;
}

function eventOf(
  content: OutgoingContent,
  { isPrivate, customId }: Pick<OutgoingEntry, 'isPrivate' | 'customId'>,
): OutgoingMessage | OutgoingFile {
  const about = { isPrivate, customId };
  return content.kind === 'text' ? { text: content.text, ...about } : { url: content.url, ...about };
}
