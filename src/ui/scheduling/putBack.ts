import type { ScheduledItem, ScheduledReply, ScheduleTarget } from '../../core/scheduling/scheduledItem';
import type { DraftId } from '../../core/stores/drafts/draft';
import type { App } from '../shell/app';

/** The composers of tickets and chats. */
export interface ComposerRooms {
  readonly openTicket: (ticketId: string) => Promise<void>;
  readonly openChat: (chatId: string) => Promise<void>;
  /** Puts a text into the composer of a chat. @returns whether a panel shows the chat */
  readonly prependToChat: (chatId: string, text: string, isPrivate: boolean) => boolean;
}

/**
 * Makes sure that the draft has a reply that waited in its composer and was not sent, and that an open composer shows it:
 * another window may have edited the draft, and this window does not know what was typed there.
 * @returns whether it has
 */
export async function keepAsDraft(
  app: Pick<App, 'drafts'>,
  rooms: ComposerRooms,
  item: ScheduledItem,
): Promise<boolean> {
  const { reply } = item;
  if (!reply) return true;
  const draft = await app.drafts.get(draftIdOf(item));
  // The user may have gone on with it, but not with a text that does not have it.
  const isKept = `\n${textOf(draft?.values.message)}`.includes(`\n${reply.text}`);
  return isKept || (await putBack(app, rooms, item, reply));
}

/**
 * Puts a reply before what is typed in its composer. If one of the two is a private note, all of it is.
 * @returns whether it is stored there
 */
export async function putBack(
  { drafts }: Pick<App, 'drafts'>,
  { prependToChat }: ComposerRooms,
  { account, target, targetId, title }: ScheduleTarget,
  { text, isPrivate }: ScheduledReply,
): Promise<boolean> {
  if (target === 'chat' && prependToChat(targetId, text, isPrivate)) return true;
  const id = draftIdOf({ account, target, targetId });
  for (;;) {
    const draft = await drafts.get(id);
    const { message, private: wasPrivate, ...fields } = draft?.values ?? {};
    const typed = textOf(message);
    const isNote = isPrivate || (wasPrivate === true && typed !== '');
    const values = {
      ...fields,
      message: [text, typed].filter(Boolean).join('\n'),
      ...(isNote && { private: true }),
    };
    const seen = draft ? Date.parse(draft.savedAt) : 0;
    const fault = await drafts.keep(id, title, values, { seen, ...(draft?.base && { base: draft.base }) });
    // Another window may have typed meanwhile.
    if (fault !== 'changed') return fault === undefined;
  }
}

function draftIdOf({ account, target, targetId }: Omit<ScheduleTarget, 'title'>): DraftId {
  return { account, subject: target === 'ticket' ? `reply/${targetId}` : `chat/${targetId}` };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
