import { listKey } from '../../core/actions/ticketResult';
import { freshMs } from '../../core/actions/newestTickets';
import type { TicketConflict, TicketSnapshot } from '../../core/actions/ticketOutcome';
import { isFresh } from '../../core/base/clock';
import type { Log } from '../../core/base/log';
import { nameFromId } from '../../core/domain/account';
import { failureOf } from '../../core/domain/failure';
import type { TicketCapabilities } from '../../core/domain/capabilities';
import type { Ticket, TicketSummary } from '../../core/domain/ticket';
import type { ScheduleTarget } from '../../core/scheduling/scheduledItem';
import { versionOf } from '../../core/scheduling/sendReply';
import { draftPort } from '../../core/stores/drafts/draftPort';
import { accountIdOf } from '../../core/stores/sessionStore';
import type { DetailState } from '../../protocol/detail';
import { fetchChoices } from '../forms/choices';
import type { Actions, App } from '../shell/app';
import { keyOf, type ReplyId, ticketIdOf } from '../shell/draftIds';
import type { PanelPageOptions } from '../shell/panels/panelPage';
import type { WatchedPresence } from '../shell/panels/presence';
import type { PreviewDelay } from '../shell/panels/previewDelay';
import { ReplyDelay } from '../shell/replyDelay';
import { takeBackSeconds } from '../shell/settings';
import type { ShieldView } from '../shell/shield';
import { detailFields } from './detailFields';
import { detailMessages } from './detailMessages';
import type { DetailModel } from './detailModel';
import type { DetailActions, DetailPorts, DetailSubject, KnownTicket } from './detailPorts';
import { keptTicket } from './keptTicket';
import { KnownTickets, listedTickets, type ListedTicket } from './knownTickets';

type PanelApp = Pick<
  App,
  'agents' | 'clock' | 'directory' | 'drafts' | 'local' | 'session' | 'shared' | 'tickets'
> & { readonly log: Log };
export type TicketPanelActions = Pick<Actions, 'ticketActions' | 'newestTickets'>;

/** What a panel of a ticket gets. */
export interface DetailPanelOptions extends Omit<PanelPageOptions, 'subject'> {
  /** Identifies the ticket of the page's saved state. */
  readonly key: string;
  readonly ticketId: string;
  readonly model: DetailModel;
  /** The ticket in a list, which has no conversation. */
  readonly row: () => TicketSummary | undefined;
  readonly shield: ShieldView;
  /** Who else has the ticket open. @param redraw called after that has changed */
  readonly presence: (redraw: () => void) => WatchedPresence;
  /** Delays the read of a preview. */
  readonly delay: PreviewDelay;
  readonly isPreview: boolean;
  /** The list that the ticket was opened from. */
  readonly from: () => Pick<DetailState, 'from'>;
  /** The account's term for the groups of tickets; called once a ticket is loaded. */
  readonly groupedBy: () => TicketCapabilities['groupedBy'];
  /** Tries a key that LiveChat refused again. Never rejects for a failed call. */
  readonly tryKeyAgain: () => Promise<unknown>;
  readonly log: (thrown: unknown) => void;
  /** The title changed, or whether it is the preview. */
  readonly titled: (title: string) => void;
  /** The person typed. */
  readonly typed: () => void;
  /** The panel was shown or hidden. */
  readonly shown: () => void;
  /** The panel was released to another ticket. */
  readonly released: () => void;
  /** The panel was closed, perhaps with unsaved input. */
  readonly closed: (unsaved: boolean, title: string) => void;
}

/** What the panels do for the models of their tickets. */
export interface PanelHooks {
  /** A ticket was read or changed by the user. @param key of the panel */
  read(key: string): void;
  /** The title of the draft. */
  titleOf(subject: ReplyId): string;
  compare(key: string, conflict: TicketConflict): void;
  decided(key: string): void;
  log(thrown: unknown): void;
}

/** What the models of tickets get, and what the panels have read. */
export class PanelPorts {
  private readonly known = new KnownTickets((key) => this.hooks.read(key));

  private readonly offline = new Set<string>();

  constructor(
    private readonly app: PanelApp,
    private readonly actions: TicketPanelActions,
    private readonly hooks: PanelHooks,
  ) {}

  of(subject: ReplyId): DetailPorts {
    const { hooks } = this;
    const { drafts, clock, log, session, shared } = this.app;
    const key = keyOf(subject);
    const { account } = subject;
    const ticketId = ticketIdOf(subject.subject);
    const target = (): ScheduleTarget => ({
      ...{ account, target: 'ticket', targetId: ticketId, title: hooks.titleOf(subject) },
    });
    const actions: DetailActions = {
      read: (id, shown) => this.noting(key, this.read({ account, ticketId: id }, shown)),
      update: (input, options) => this.actions.ticketActions.update(input, options),
    };
    return {
      account: () => accountIdOf(session.current),
      actions: this.known.remembering(key, actions, { clock, session }),
      choices: async () => (this.known.choices = await fetchChoices(this.app, 'ticket')),
      known: () => this.knownTicket(key, { account, ticketId }),
      fields: detailFields,
      messages: detailMessages(nameFromId(account)),
      drafts: draftPort(drafts, subject, () => hooks.titleOf(subject)),
      delay: new ReplyDelay({
        ...{ clock, log, seconds: takeBackSeconds },
        note: async (ms, reply) => await shared.timing?.delay(target(), ms, reply),
      }),
      later: async ({ change: { message = '', private: isPrivate = false } }, seen) => {
        const reply = { text: message, isPrivate, seen: versionOf(seen) };
        return await shared.timing?.later(target(), reply);
      },
      now: () => clock.now(),
      log: (thrown) => hooks.log(thrown),
      compare: (conflict) => hooks.compare(key, conflict),
      decided: () => hooks.decided(key),
    };
  }

  listed(ticketId: string): ListedTicket | undefined {
    const found = listedTickets(this.app.tickets).find(({ ticket }) => ticket.id === ticketId);
    return found && { ...found, loadedAt: this.actions.newestTickets.checkedAt(found.loadedAt) };
  }

  /** Whether the last attempt to read a ticket failed because of the network. @param key of the panel */
  isOffline(key: string): boolean {
    return this.offline.has(key);
  }

  /** Forgets what was read of another account, or with another key. */
  clear(): void {
    this.known.clear();
  }

  /** The newest version that is known without a call. */
  private async knownTicket(key: string, subject: DetailSubject): Promise<KnownTicket | undefined> {
    const listed = this.listed(subject.ticketId);
    const remembered = this.known.get(key, listed, this.app.clock.now());
    if (remembered?.isCurrent) return remembered;
    const kept = await keptTicket(this.app, subject, listed);
    const isKeptNewer = kept && (!remembered || kept.isCurrent || kept.seen.readAt > remembered.seen.readAt);
    if (!isKeptNewer) return remembered;
    if (kept.isCurrent) this.hooks.read(key);
    return kept;
  }

  /** @param shown returned if LiveChat's newest tickets show that it has not changed since */
  private async read(subject: DetailSubject, shown?: TicketSnapshot): Promise<TicketSnapshot> {
    const { ticketActions, newestTickets } = this.actions;
    const { clock } = this.app;
    if (shown) {
      const kept = await keptTicket(this.app, subject, this.listed(subject.ticketId));
      if (kept && isFresh(clock.now(), kept.seen.readAt, freshMs) && this.isListed(kept.seen.ticket)) {
        return kept.seen;
      }
      if (await newestTickets.isUnchanged(shown.ticket)) return { ...shown, readAt: clock.now() };
    }
    return await ticketActions.read(subject.ticketId);
  }

  private async noting<T>(key: string, work: Promise<T>): Promise<T> {
    this.offline.delete(key);
    try {
      return await work;
    } catch (thrown) {
      if (failureOf(thrown)?.code === 'network') this.offline.add(key);
      throw thrown;
    }
  }

  private isListed(ticket: Ticket): boolean {
    const listed = this.listed(ticket.id);
    return listed !== undefined && listKey(listed.ticket) === listKey(ticket);
  }
}
