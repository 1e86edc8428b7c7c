import type { Disposable } from '../../core/base/disposable';
import type { ChatArrival } from '../../core/domain/arrival';
import { panelTypes } from '../../manifest';
import { LazyPanels } from '../shell/lazyPanels';
import type { ChatPanelsDeps } from './chatPanels';

/** Opens chats; what an arrival needs of this room. */
export interface ChatDetail extends Disposable {
  open(arrival: ChatArrival): Promise<void>;
}

/** The panels of chats. What opens one is the business of the rooms that show events. */
export function registerChatDetail(deps: ChatPanelsDeps): ChatDetail {
  const panels = new LazyPanels({
    viewType: panelTypes.chat,
    windowState: deps.windowState,
    load: async () => new (await import('./chatPanels')).ChatPanels(deps),
  });
  return {
    open: async (arrival) => (await panels.get()).open(arrival),
    dispose: () => panels.dispose(),
  };
}
