import { l10n, window } from 'vscode';
import type { ScheduledReply, ScheduleTarget } from '../../core/scheduling/scheduledItem';
import type { DraftId } from '../../core/stores/drafts/draftStore';
import type { App } from '../shell/app';

/** The composers of tickets and chats. */
export interface ComposerRooms {
  readonly openTicket: (ticketId: string) => Promise<void>;
  readonly openChat: (chatId: string) => Promise<void>;
  /** The draft of a ticket was changed outside its panel. */
  readonly typedElsewhere: (ticketId: string) => void;
  /** Puts a text into the composer of a chat. @returns whether a panel shows the chat */
  readonly prependToChat: (chatId: string, text: string, isPrivate: boolean) => boolean;
}

/**
 * Puts a reply before what is typed in its composer. If one of the two is a private note, all of it is.
 * @returns whether it is stored there
 */
export async function putBack(
  { drafts }: Pick<App, 'drafts'>,
  { prependToChat, typedElsewhere }: ComposerRooms,
  { account, target, targetId, title }: ScheduleTarget,
  { text, isPrivate }: ScheduledReply,
): Promise<boolean> {
  if (target === 'chat' && prependToChat(targetId, text, isPrivate)) return true;
  const id: DraftId = {
    account,
    subject: target === 'ticket' ? `reply/${targetId}` : `chat/${targetId}`,
  };
  const draft = await drafts.get(id);
  const { message, private: wasPrivate, ...fields } = draft?.values ?? {};
  const typed = typeof message === 'string' ? message : '';
  const isNote = isPrivate || (wasPrivate === true && typed !== '');
  const values = {
    ...fields,
    message: [text, typed].filter(Boolean).join('\n'),
    ...(isNote && { private: true }),
  };
  const fault = await drafts.keep(id, title, values, undefined, draft?.base);
  if (fault !== undefined) {
    void window.showErrorMessage(
      l10n.t('The reply could not be put into its composer. It stays in the list.'),
    );
    return false;
  }
  if (target === 'ticket') typedElsewhere(targetId);
  return true;
}
