import type { Disposable } from '../../core/base/disposable';
import type { ChatArrival } from '../../core/domain/arrival';
import { panelTypes } from '../../manifest';
import { LazyPanels } from '../shell/lazyPanels';
import type { App } from '../shell/app';
import type { ChatEvents } from './chatPanels';

/** Opens chats; what an arrival needs of this room. */
export interface ChatDetail extends Disposable {
  open(arrival: ChatArrival): Promise<void>;
}

/** The panels of chats. What opens one is the business of the rooms that show events. */
export function registerChatDetail(app: App, events: ChatEvents): ChatDetail {
  const panels = new LazyPanels({
    viewType: panelTypes.chat,
    windowState: app.context.workspaceState,
    load: async () => new (await import('./chatPanels')).ChatPanels(app, events),
  });
  return {
    open: async (arrival) => (await panels.get()).open(arrival),
    dispose: () => panels.dispose(),
  };
}
