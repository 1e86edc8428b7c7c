import type { WebviewPanel } from 'vscode';
import type { ChatArrival } from '../../core/domain/arrival';
import { customerOf, type LiveChat } from '../../core/domain/liveChat';
import { keyOf } from '../../protocol/chat';
import type { App } from '../shell/app';
import type { CardSubject } from '../visitorCard/cardSubject';
import { PanelCard } from '../visitorCard/panelCard';
import type { ChatModel } from './chatModel';

/** Whose card belongs to a chat; `undefined` while the chat is not known. The card asks the shield what is shown. */
export function visitorOf(account: string, chat: LiveChat | undefined): CardSubject | undefined {
  if (!chat) return undefined;
  const { name, email: mail } = customerOf(chat) ?? {};
  const { chatId, threadId } = chat;
  return subjectOf(account, { name, mail }, { kind: 'chat', chatId, threadId });
}

export function visitorOfEvent({ account, chat, visitor, reference }: ChatArrival): CardSubject {
  const { name, email: mail } = visitor;
  const chatId = reference?.chatId ?? chat.id;
  return subjectOf(account, { name, mail }, { kind: 'chat', chatId, threadId: chat.id });
}

function subjectOf(
  account: string,
  { name, mail }: { readonly name: string | undefined; readonly mail: string | undefined },
  self: CardSubject['self'],
): CardSubject {
  const person = { ...(name !== undefined && { name }), ...(mail !== undefined && { mail }) };
  return { account, person, self };
}

/** The visitor card of a chat's panel. @param used the user wrote a note */
export function chatCard(app: App, panel: WebviewPanel, model: ChatModel, used: () => void): PanelCard {
  return new PanelCard(app, {
    ...{ panel, used, key: keyOf(model.subject), onDidChangeSubject: model.onDidChange },
    subject: () => model.visitor,
    showThread: (threadId) => showThread(model, threadId),
  });
}

/** Loads earlier threads of a chat, one call each, until this one is shown. */
export async function showThread(
  model: Pick<ChatModel, 'events' | 'view' | 'live'>,
  threadId: string,
): Promise<void> {
  const isShown = (): boolean => model.events.some(({ key }) => key === threadId);
  while (!isShown() && model.view.live?.earlier) {
    const { length } = model.events;
    await model.live?.act('earlier');
    // It could not be read, or another action is running.
    if (model.events.length === length) return;
  }
}
