import { l10n, window, type WebviewPanel } from 'vscode';
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
  const card: PanelCard = new PanelCard(app, {
    ...{ panel, used, key: keyOf(model.subject), onDidChangeSubject: model.onDidChange },
    subject: () => model.visitor,
    showThread: (threadId) => showThread(model, threadId, { isOpen: () => !card.isDisposed, askForMore }),
  });
  return card;
}

/** Threads that are loaded before the user is asked, each time. */
const threadsAtOnce = 5;

/**
 * Loads earlier threads of a chat, one call each, until this one is shown.
 * @param panel `askForMore` gets the number of further calls at most
 */
export async function showThread(
  model: Pick<ChatModel, 'events' | 'view' | 'live'>,
  threadId: string,
  panel: { isOpen(): boolean; askForMore(calls: number): Promise<boolean> },
): Promise<void> {
  const isWanted = (): boolean =>
    panel.isOpen() &&
    !model.events.some(({ key }) => key === threadId) &&
    model.view.live?.earlier !== undefined;
  for (let calls = 0; isWanted(); calls += 1) {
    const isDue = calls > 0 && calls % threadsAtOnce === 0;
    if (isDue && (!(await panel.askForMore(threadsAtOnce)) || !isWanted())) return;
    const { length } = model.events;
    await model.live?.act('earlier');
    // It could not be read, or another action is running.
    if (model.events.length === length) return;
  }
}

async function askForMore(calls: number): Promise<boolean> {
  const yes = l10n.t('Load More');
  const question = l10n.t('The conversation is not reached yet. Load more earlier conversations?');
  const detail = l10n.t('Up to {0} further calls to LiveChat are made.', calls);
  return (await window.showInformationMessage(question, { modal: true, detail }, yes)) === yes;
}
