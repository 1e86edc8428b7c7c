import { l10n, window } from 'vscode';
import type { TicketConflict } from '../../core/actions/ticketOutcome';
import type { Disposable } from '../../core/base/disposable';
import { asRecord } from '../../core/base/json';
import { fail } from '../../core/domain/failure';
import type { ReplyComposer } from '../../core/replies/replyVariables';
import { commandIds, panelTypes } from '../../manifest';
import type { App } from '../shell/app';
import type { Versions } from '../shell/comparison';
import { LazyPanels } from '../shell/panels/lazyPanels';
import type { ActivePanel } from '../shell/replyTiming';
import type { ShowOptions } from '../shell/panels/previewTab';
import { ticketsOf } from '../shell/trees/nodes';

/** What other features need of the ticket panels. */
export interface TicketDetail extends Disposable {
  readonly open: (ticketId: string, options?: ShowOptions) => Promise<void>;
  /** The composer of the active panel. */
  readonly composer: () => ReplyComposer | undefined;
  readonly activePanel: () => ActivePanel | undefined;
  /** Both versions of a ticket in conflict. */
  readonly versionsOf: (conflict: TicketConflict) => Promise<Versions>;
}

/** The panels of tickets, and the command that opens them. */
export function registerTicketDetail(app: App): TicketDetail {
  const panels = new LazyPanels({
    viewType: panelTypes.detail,
    windowState: app.context.workspaceState,
    clock: app.clock,
    load: async () => {
      const [{ DetailPanels }, actions] = await Promise.all([import('./detailPanels'), app.actions()]);
      return new DetailPanels(app, actions);
    },
  });
  const open = async (ticketId: string, options?: ShowOptions, view?: string): Promise<void> => {
    if (app.session.current.kind === 'signed-out') return fail({ code: 'not-signed-in' });
    (await panels.get()).open(ticketId, options, view);
  };
  app.commands.register(
    commandIds.openTicket,
    () => l10n.t('The ticket could not be opened.'),
    async (item) => {
      const ticketId = ticketIdOf(item) ?? (await askTicketId());
      const { preview, view } = asRecord(item);
      const from = typeof view === 'string' ? view : undefined;
      if (ticketId !== undefined && ticketId !== '')
        await open(ticketId, { preview: preview === true }, from);
    },
  );
  return {
    open,
    composer: () => panels.loaded?.composer,
    activePanel: () => panels.loaded?.activePanel,
    versionsOf: async (conflict) => (await panels.get()).versionsOf(conflict),
    dispose: () => panels.dispose(),
  };
}

async function askTicketId(): Promise<string | undefined> {
  const typed = await window.showInputBox({
    title: l10n.t('Open Ticket'),
    prompt: l10n.t('Ticket ID'),
  });
  return typed?.trim();
}

/** The ticket id of a row, or of the argument `{ ticketId, preview, view? }` that a click on a row passes. */
function ticketIdOf(item: unknown): string | undefined {
  const [ticket] = ticketsOf(item);
  if (ticket) return ticket.id;
  const id = asRecord(item).ticketId;
  return typeof id === 'string' ? id : undefined;
}
