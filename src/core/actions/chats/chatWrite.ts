import type { LiveChatApi } from '../../domain/connection';
import { fail, failureOf, type ChatConflict } from '../../domain/failure';
import type { ChatRef, LiveChat } from '../../domain/liveChat';
import type { AuditAction, AuditValues } from '../../stores/auditLog';
import type { ActionContext } from '../actionContext';
import { noLiveChats, withLiveChats } from './chatLookup';

/** A write, how it is logged, and how to find out after a lost response whether it was executed. */
export interface ChatWrite<T> {
  readonly action: AuditAction;
  readonly chatId: string;
  /** Computed from the result, if only that has what was changed. */
  readonly after?: AuditValues | ((result: T) => AuditValues);
  readonly call: (api: LiveChatApi) => Promise<T>;
  readonly confirm: (api: LiveChatApi) => Promise<{ readonly value: T } | undefined>;
}

/**
 * Makes a writing call once, and logs it.
 * @throws FailureError if it was not executed, or that is not known
 */
export async function write<T>(
  scope: ActionContext,
  { action, chatId, after, call, confirm }: ChatWrite<T>,
): Promise<T> {
  const entryOf = (values: AuditValues = {}) => ({
    ...{ action, target: chatId },
    ...(Object.keys(values).length > 0 && { after: values }),
  });
  const outcome = await scope.write(({ liveChats }) => call(liveChats ?? fail(noLiveChats)));
  if (outcome.kind === 'done') {
    const changed = typeof after === 'function' ? after(outcome.value) : after;
    await scope.audit({ ...entryOf(changed), outcome: 'done' });
    return outcome.value;
  }
  const entry = entryOf(typeof after === 'function' ? undefined : after);
  const { code } = outcome.why;
  if (outcome.kind === 'failed') {
    await scope.audit({ ...entry, outcome: 'failed', code });
    throw outcome.thrown;
  }
  const seen = await orNothing(() => withLiveChats(scope, confirm));
  await scope.audit({ ...entry, outcome: seen ? 'done' : 'lost', code });
  return seen ? seen.value : fail(outcome.why);
}

/** The log entry of a message or file that is sent to a chat. */
export function messageEntry(chatId: string, said: Said, isPrivate: boolean) {
  return {
    action: 'chat.send',
    target: chatId,
    after: { ...said, ...(isPrivate && { private: true }) },
  } as const;
}

type Said = { readonly message: string } | { readonly file: string };

/** Confirms a write without a result by the chat, or by the thread of a reference. */
export function whether(
  chat: string | ChatRef,
  isDone: (now: LiveChat) => boolean,
): ChatWrite<void>['confirm'] {
  const ref = typeof chat === 'string' ? { chatId: chat } : chat;
  return async (api) => (isDone(await api.get(ref)) ? { value: undefined } : undefined);
}

/** @throws FailureError `conflict` */
export function refuse(chat: ChatConflict): never {
  return fail({ code: 'conflict', reasons: [], chat });
}

/** `undefined` if it fails. */
export async function orNothing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    if (!failureOf(thrown)) throw thrown;
    return undefined;
  }
}
