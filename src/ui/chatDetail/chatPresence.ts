import type { WebviewPanel } from 'vscode';
import type { App } from '../shell/app';
import { panelPresence, type WatchedPresence } from '../shell/panels/presence';
import type { ChatModel } from './chatModel';

/** Who else has the chat of a panel open. A stored event is of no chat that others could open. */
export function chatPresence(
  app: App,
  panel: WebviewPanel,
  model: ChatModel,
): (redraw: () => void) => WatchedPresence {
  const { chat } = model.subject;
  if (!chat) return () => ({ view: () => ({}), dispose: () => undefined });
  const { account, chatId: id } = chat;
  return panelPresence(app, { account, self: { kind: 'chat', id } }, panel, {
    get isEmpty() {
      return !model.hasUnsaved;
    },
    get lastEditAt() {
      return model.view.live?.composer?.lastEditAt;
    },
  });
}
