import type { ExtensionContext } from 'vscode';
import type { AgentActions } from '../../core/actions/agentActions';
import type { ChatActions } from '../../core/actions/chats/chatActions';
import type { NewestTickets } from '../../core/actions/newestTickets';
import type { TicketActions } from '../../core/actions/ticketActions';
import type { Lazy } from '../../core/base/lazy';
import type { TicketSummary } from '../../core/domain/ticket';
import type { Chats } from '../../core/chats/openChats';
import type { Clock } from '../../core/base/clock';
import type { LocalStore } from '../../core/localData/localStore';
import type { Database } from '../../core/storage/database';
import type { AccountStore } from '../../core/stores/accounts/accountStore';
import type { AgentStore } from '../../core/stores/agentStore';
import type { Audit } from '../../core/stores/auditLog';
import type { DirectoryStore } from '../../core/stores/directoryStore';
import type { Drafts } from '../../core/stores/drafts/draftStore';
import type { SessionStore } from '../../core/stores/sessionStore';
import type { TicketStore } from '../../core/stores/ticketStore';
import type { ChannelLog } from './channelLog';
import type { CommandRegistry } from './commandRegistry';
import type { Comparisons } from './comparison';
import type { ContextKeys } from './contextKeys';
import type { PreviewTab } from './panels/previewTab';
import type { Presence } from './panels/presence';
import type { ReplyTiming } from './replyTiming';
import type { Settings } from './settings';
import type { ShieldView } from './shield';

export interface Actions {
  readonly ticketActions: TicketActions;
  readonly newestTickets: NewestTickets;
  readonly agentActions: AgentActions;
  readonly chatActions: ChatActions;
}

/** What every feature gets: access to the editor, and the state that features share. One per window. */
export interface App {
  readonly context: ExtensionContext;
  readonly clock: Clock;
  readonly log: ChannelLog;
  readonly commands: CommandRegistry;
  readonly keys: ContextKeys;
  readonly settings: Settings;
  /** What is shown of customers. */
  readonly shield: ShieldView;
  /** Opens the database of this machine on first use. @throws StorageError */
  readonly database: () => Promise<Database>;
  readonly comparisons: Comparisons;
  /** What features and lazily loaded bundles share. */
  readonly shared: {
    /** Resolves once the editor has drawn its first rows; absent if it has not requested any. */
    drawing?: Promise<void>;
    previewTab?: PreviewTab;
    presence?: Presence;
    timing?: ReplyTiming;
    /** Selects the row of a ticket, that below a saved view if its key is given, if the tree is visible. */
    selectTicket?: (ticketId: string, view?: string) => void;
    /** The tickets that a saved view shows, by its key. */
    ticketsIn?: (view: string) => readonly TicketSummary[];
    /** The first tickets of a saved view, by its key, also if the tree does not show them. Makes no call. */
    readTicketsIn?: (view: string) => Promise<readonly TicketSummary[]>;
    /** The tickets that are selected in their view; waits for a refresh of its rows. */
    selectedTickets?: () => Promise<readonly TicketSummary[]>;
  };
  readonly accounts: AccountStore;
  readonly session: SessionStore;
  readonly tickets: TicketStore;
  readonly agents: AgentStore;
  readonly directory: DirectoryStore;
  /** Running chats of the active account, loaded on first use. Opening them makes no call. */
  readonly chats: Lazy<Chats>;
  /** What is kept of LiveChat on this machine, opened on first use. */
  readonly local: Lazy<LocalStore>;
  readonly drafts: Drafts;
  readonly audit: Audit;
  /** Loads the bundle with the operations on tickets and agents on first use. */
  readonly actions: () => Promise<Actions>;
}
