import type { ChatState } from '../../../core/chats/chatState';
import type { LiveChat } from '../../../core/domain/liveChat';
import type { ChatView } from '../../../protocol/chat';
import { chatView } from '../chatView';
import type { EarlierThreads } from './earlierThreads';
import { reportedChat } from './liveFacts';
import type { LiveLabels } from './liveLabels';
import type { LivePorts } from './liveModelPorts';

/** What is drawn of a chat, as the privacy shield shows it. Actions get the chat itself. */
export class ShownChat {
  constructor(
    private readonly ports: Pick<LivePorts, 'chat' | 'shown'>,
    private readonly threads: Pick<EarlierThreads, 'all'>,
  ) {}

  get state(): ChatState | undefined {
    const { state } = this.ports.chat;
    return state && this.ports.shown().chatState(state);
  }

  /** The chat as it was kept, until it is read. */
  get kept() {
    const { kept } = this.ports.chat;
    return kept && { ...kept, chat: this.ports.shown().chat(kept.chat) };
  }

  get earlier(): readonly LiveChat[] {
    return this.threads.all.map((thread) => this.ports.shown().chat(thread));
  }
}

/** Says when it was read, and not that it is running, which is not known. */
export function keptView(chat: LiveChat, readAt: number, labels: LiveLabels): ChatView {
  const view = chatView({ ...reportedChat(chat), kind: 'chat_ended' }, labels);
  const label = [...(chat.isActive ? [] : [labels.ended]), labels.readBefore(readAt)].join(' · ');
  return { ...view, status: { value: 'ended', label } };
}
