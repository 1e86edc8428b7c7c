import type { Disposable } from '../../core/base/disposable';
import type { ChatArrival } from '../../core/domain/arrival';
import type { ReplyComposer } from '../../core/replies/replyVariables';
import { panelTypes } from '../../manifest';
import type { ActivePanel } from '../shell/replyTiming';
import { LazyPanels } from '../shell/panels/lazyPanels';
import type { App } from '../shell/app';
import type { ShowOptions } from '../shell/panels/previewTab';
import type { ChatEvents } from './newestOfChat';
import type { LiveChats, LiveSubject } from './live/liveModelPorts';

export interface ChatDetail extends Disposable {
  /** The composer of the active panel. */
  readonly composer: () => ReplyComposer | undefined;
  readonly activePanel: () => ActivePanel | undefined;
  /** Puts a text into the composer of a chat. @returns whether a panel shows it */
  prepend(chatId: string, text: string, isPrivate: boolean): boolean;
  /** Opens a chat as of a stored event. */
  open(arrival: ChatArrival, options?: ShowOptions): Promise<void>;
  /** Opens a chat that LiveChat still has. */
  openLive(subject: LiveSubject, options?: ShowOptions): Promise<void>;
}

/** The panels of chats, loaded on first use. */
export function registerChatDetail(
  app: App,
  events: ChatEvents,
  loadLive: () => Promise<LiveChats>,
): ChatDetail {
  const panels = new LazyPanels({
    viewType: panelTypes.chat,
    windowState: app.context.workspaceState,
    clock: app.clock,
    load: async () => {
      const [{ ChatPanels }] = await Promise.all([import('./chatPanels'), app.session.load()]);
      return new ChatPanels(app, events, loadLive);
    },
  });
  return {
    composer: () => panels.loaded?.composer,
    activePanel: () => panels.loaded?.activePanel,
    prepend: (chatId, ...text) => {
      const live = panels.loaded?.liveOf(chatId);
      live?.prepend(...text);
      return live !== undefined;
    },
    open: async (arrival, options) => (await panels.get()).open(arrival, options),
    openLive: async (subject, options) => await (await panels.get()).openLiveChat(subject, options),
    dispose: () => panels.dispose(),
  };
}
