import type { Agent, AgentRow } from '../../../core/domain/agent';
import type { Failure } from '../../../core/domain/failure';
import type { ChatSection, LiveChat } from '../../../core/domain/liveChat';
import type { KeptChat } from '../../../core/localData/keptChats';
import type { IsoTime, TicketRow, TicketSummary } from '../../../core/domain/ticket';
import type { ActivityEntry } from '../../../core/stores/activityStore';
import type { DraftItem } from '../../../core/stores/drafts/draft';
import type { TicketListKey } from '../../../core/stores/ticketStore';

const allNodes = new WeakSet();

/**
 * The nodes of one tree view. VS Code passes the same object to a command that is called on the node, so an
 * argument from other code is never mistaken for a node, even if it has the same properties.
 */
class TreeNodes<T extends object> {
  private readonly nodes = new WeakSet<object>();

  add(node: T): T {
    this.nodes.add(node);
    allNodes.add(node);
    return node;
  }

  has(value: unknown): value is T {
    return typeof value === 'object' && value !== null && this.nodes.has(value);
  }

  /**
   * The nodes that a command was called on: the selected ones if the clicked one is among them.
   * @param item,items as VS Code passes them to a command of a tree
   */
  selected(item: unknown, items: unknown): readonly T[] {
    const chosen: readonly unknown[] = Array.isArray(items) && items.includes(item) ? items : [item];
    return chosen.filter((value) => this.has(value));
  }
}

/** Whether the value is a node of any tree view. */
export function isTreeNode(value: unknown): boolean {
  return typeof value === 'object' && value !== null && allNodes.has(value);
}

/** Identifies a saved view, or tickets that are grouped in another way than by status. */
export type ViewKey = `view/${string}`;

export function isViewKey(key: string): key is ViewKey {
  return key.startsWith('view/');
}

/** The nodes of the Tickets view as plain values; `ticketItem` draws them. */
export type TicketNode =
  | { readonly kind: 'group'; readonly key: TicketListKey; readonly total: number | undefined }
  | {
      readonly kind: 'view';
      readonly key: ViewKey;
      /** Of the setting's entry, if it is a saved view. */
      readonly index?: number;
    }
  /** Says why a view has no rows. */
  | { readonly kind: 'viewNote'; readonly key: ViewKey; readonly text: string }
  | { readonly kind: 'ticket'; readonly key: TicketListKey | ViewKey; readonly row: TicketRow }
  | {
      readonly kind: 'more';
      readonly key: TicketListKey | ViewKey;
      readonly left: number;
      readonly busy: boolean;
    }
  /** Loads every ticket of a view. */
  | {
      readonly kind: 'all';
      readonly key: ViewKey;
      /** Absent if their number is not known. */
      readonly calls?: number;
      /** Tickets that are loaded, which its order covers. */
      readonly known: number;
      /** Whether they are in another order than LiveChat’s. */
      readonly isSorted: boolean;
      readonly busy: boolean;
    }
  /** Unsaved forms and replies, of tickets and agents alike. */
  | { readonly kind: 'drafts'; readonly key: undefined; readonly items: readonly DraftItem[] }
  | { readonly kind: 'draft'; readonly key: undefined; readonly item: DraftItem }
  | {
      readonly kind: 'failure';
      readonly key: TicketListKey | ViewKey | undefined;
      readonly why: Failure;
      /** Tries a refused key again, beside the row that signs in again. */
      readonly triesKey?: true;
    };

/** The nodes of the Agents view as plain values; `agentItem` draws them. */
export type AgentNode =
  | { readonly kind: 'agent'; readonly row: AgentRow }
  | { readonly kind: 'failure'; readonly why: Failure; readonly triesKey?: true };

export const ticketNodes = new TreeNodes<TicketNode>();
export const agentNodes = new TreeNodes<AgentNode>();

/** The tickets that a command was called on, each once even if it is selected in two lists. */
export function ticketsOf(item: unknown, items?: unknown): readonly TicketSummary[] {
  const tickets = ticketNodes
    .selected(item, items)
    .flatMap((node) => (node.kind === 'ticket' && node.row.kind === 'ticket' ? [node.row.ticket] : []));
  return [...new Map(tickets.map((ticket) => [ticket.id, ticket])).values()];
}

/** The agent that a command was called on. */
export function agentOf(item: unknown): Agent | undefined {
  if (!agentNodes.has(item) || item.kind !== 'agent') return undefined;
  return item.row.kind === 'agent' ? item.row.agent : undefined;
}

/** The rows of the Activity view; `activityItem` draws them. */
export type ActivityNode =
  | { readonly kind: 'day'; readonly day: string; readonly entries: readonly ActivityEntry[] }
  | {
      readonly kind: 'entry';
      readonly entry: ActivityEntry;
      /** When a started chat ended, if that is known on this machine. */
      readonly endedAt?: IsoTime;
    }
  | { readonly kind: 'more' }
  /** The events could not be read; `why` is the system's message. */
  | { readonly kind: 'problem'; readonly why: string };

export const activityNodes = new TreeNodes<ActivityNode>();

/** The entries that a command was called on. */
export function entriesOf(item: unknown, items?: unknown): readonly ActivityEntry[] {
  return activityNodes.selected(item, items).flatMap((node) => (node.kind === 'entry' ? [node.entry] : []));
}

/** The nodes of the Chats view as plain values; `chatItem` draws them. */
export type ChatNode =
  | {
      readonly kind: 'section';
      readonly section: ChatSection;
      readonly chats: readonly LiveChat[];
      /** There may be further ones. */
      readonly isPartial?: true;
    }
  /** `account` is the id of the account. */
  | {
      readonly kind: 'chat';
      readonly section: ChatSection;
      readonly chat: LiveChat;
      readonly account: string;
    }
  /** Chats that were kept on this machine, until LiveChat's are loaded. */
  | { readonly kind: 'kept'; readonly chats: readonly KeptChat[] }
  | { readonly kind: 'keptChat'; readonly kept: KeptChat; readonly account: string }
  /** Further chats that ended today can be read. */
  | { readonly kind: 'more'; readonly busy: boolean }
  /** Chats are not followed, because this machine does not listen. */
  | { readonly kind: 'hint' }
  | { readonly kind: 'failure'; readonly why: Failure; readonly triesKey?: true };

export const chatNodes = new TreeNodes<ChatNode>();

/** The chat that a command was called on. */
export function chatOf(item: unknown): LiveChat | undefined {
  return chatNodes.has(item) && item.kind === 'chat' ? item.chat : undefined;
}
