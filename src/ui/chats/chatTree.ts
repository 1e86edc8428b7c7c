import type { TreeDataProvider, TreeItem } from 'vscode';
import type { Event } from '../../core/base/event';
import type { ChatStore } from '../../core/chats/chatStore';
import type { ChatSection, LiveChat } from '../../core/domain/liveChat';
import { accountIdOf } from '../../core/stores/sessionStore';
import type { App } from '../shell/app';
import { presenceOf } from '../shell/panels/presence';
import { chatNodes, type ChatNode } from '../shell/trees/nodes';
import { chatItem } from './chatItem';
import type { KeptChatRows } from './keptChatRows';
import type { EndedToday } from './endedToday';

/** Empty sections are left out, except those that are always shown. */
const sections: readonly { readonly section: ChatSection; readonly isAlways: boolean }[] = [
  { section: 'mine', isAlways: true },
  { section: 'waiting', isAlways: true },
  { section: 'others', isAlways: false },
  { section: 'ended', isAlways: false },
];

/** Renders the chats. Never fetches. */
export class ChatTree implements TreeDataProvider<ChatNode> {
  constructor(
    private readonly app: App,
    private readonly store: ChatStore,
    private readonly isListening: () => boolean,
    private readonly transferOf: (chat: LiveChat) => number | undefined,
    private readonly kept: Pick<KeptChatRows, 'current'>,
    private readonly ended: Pick<EndedToday, 'more'>,
    readonly onDidChangeTreeData: Event<ChatNode | undefined>,
  ) {}

  getTreeItem(node: ChatNode): TreeItem {
    const chat = node.kind === 'chat' ? node.chat : undefined;
    const presence = chat && presenceOf(this.app).of({ kind: 'chat', id: chat.chatId });
    const transferOf = (): number | undefined => chat && this.transferOf(chat);
    return chatItem(this.shown(node), this.app.clock.now(), transferOf, presence);
  }

  private shown(node: ChatNode): ChatNode {
    const { shown } = this.app.shield;
    if (node.kind === 'chat') return { ...node, chat: shown.chat(node.chat) };
    if (node.kind === 'failure') return { ...node, why: shown.failure(node.why) };
    if (node.kind !== 'keptChat') return node;
    return { ...node, kept: { ...node.kept, chat: shown.chat(node.kept.chat) } };
  }

  getChildren(node?: ChatNode): ChatNode[] {
    return (node ? this.chatsIn(node) : this.roots()).map((each) => chatNodes.add(each));
  }

  private roots(): readonly ChatNode[] {
    const { listStatus, sections: chatsOf } = this.store;
    const earlier = this.kept.current();
    const kept: readonly ChatNode[] = earlier.length > 0 ? [{ kind: 'kept', chats: earlier }] : [];
    if (this.app.session.current.kind === 'rejected') {
      const refused = { kind: 'failure', why: { code: 'unauthorized' } } as const;
      return [refused, { ...refused, triesKey: true }, ...kept];
    }
    const failed: readonly ChatNode[] =
      listStatus.kind === 'failed' ? [{ kind: 'failure', why: listStatus.failure }] : [];
    const nodes = sections.flatMap(({ section, isAlways }): ChatNode[] => {
      const chats = chatsOf[section];
      const mayHaveMore = section === 'ended' && this.ended.more !== undefined;
      return chats.length > 0 || mayHaveMore || (isAlways && listStatus.kind === 'loaded')
        ? [{ kind: 'section', section, chats, ...(mayHaveMore && { isPartial: true }) }]
        : [];
    });
    const hint: readonly ChatNode[] =
      this.isListening() || listStatus.kind !== 'loaded' ? [] : [{ kind: 'hint' }];
    return [...failed, ...hint, ...nodes, ...kept];
  }

  private chatsIn(node: ChatNode): readonly ChatNode[] {
    const account = accountIdOf(this.app.session.current);
    if (node.kind === 'kept' && account !== undefined) {
      return node.chats.map((kept) => ({ kind: 'keptChat', kept, account }));
    }
    if (node.kind !== 'section' || account === undefined) return [];
    const { section, chats } = node;
    const { more } = this.ended;
    return [
      ...chats.map((chat) => ({ kind: 'chat', section, chat, account }) as const),
      ...(section === 'ended' && more ? [{ kind: 'more', busy: more.isBusy } as const] : []),
    ];
  }
}
