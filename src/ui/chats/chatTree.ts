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

/** The node of a chat. It stays the same, so that the editor can draw the row alone. */
type Row = Extract<ChatNode, { readonly kind: 'chat' }>;

/** To draw more rows one by one takes the editor as long as to draw all. */
const fewRows = 10;

/** Renders the chats. Never fetches. */
export class ChatTree implements TreeDataProvider<ChatNode> {
  /** What the editor has asked for: the sections, and their rows by the id of the chat. */
  private drawn: string | undefined;
  private readonly rows = new Map<ChatSection, ReadonlyMap<string, Row>>();

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

  /**
   * The rows of chats that changed since they were drawn.
   * @returns `undefined` if they are many, or if anything else changed
   */
  changedRows(): readonly ChatNode[] | undefined {
    if (this.drawn !== outlineOf(this.roots())) return undefined;
    const { sections: chatsOf } = this.store;
    const changed = [...this.rows].flatMap(([section, rows]) =>
      chatsOf[section].flatMap((chat) => {
        const row = rows.get(chat.chatId);
        return row && row.chat !== chat ? [{ row, chat }] : [];
      }),
    );
    if (changed.length > fewRows) return undefined;
    return changed.map(({ row, chat }) => Object.assign(row, { chat }));
  }

  private shown(node: ChatNode): ChatNode {
    const { shown } = this.app.shield;
    if (node.kind === 'chat') return { ...node, chat: shown.chat(node.chat) };
    if (node.kind === 'failure') return { ...node, why: shown.failure(node.why) };
    if (node.kind !== 'keptChat') return node;
    return { ...node, kept: { ...node.kept, chat: shown.chat(node.kept.chat) } };
  }

  getChildren(node?: ChatNode): ChatNode[] {
    if (node) return this.chatsIn(node).map((each) => chatNodes.add(each));
    const roots = this.roots();
    this.drawn = outlineOf(roots);
    return roots.map((each) => chatNodes.add(each));
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
    const { section } = node;
    // The section may have been drawn before them.
    const chats = this.store.sections[section];
    const { more } = this.ended;
    const before = this.rows.get(section);
    const rows = chats.map((chat): Row => {
      const row = before?.get(chat.chatId);
      return row?.account === account
        ? Object.assign(row, { chat })
        : { kind: 'chat', section, chat, account };
    });
    this.rows.set(section, new Map(rows.map((row) => [row.chat.chatId, row])));
    return [...rows, ...(section === 'ended' && more ? [{ kind: 'more', busy: more.isBusy } as const] : [])];
  }
}

/** All but what the rows of chats say. */
function outlineOf(roots: readonly ChatNode[]): string {
  const parts = roots.map((node) =>
    node.kind === 'section'
      ? [node.section, node.isPartial, node.chats.map(({ chatId, threadId }) => [chatId, threadId])]
      : node,
  );
  return JSON.stringify(parts);
}
