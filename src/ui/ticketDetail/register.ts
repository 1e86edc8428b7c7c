import { l10n, window } from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import { fail } from '../../core/domain/failure';
import { commandIds } from '../../manifest';
import type { CommandDoor } from '../shell/commandDoor';
import { DetailPanels, type DetailPanelsDeps } from './detailPanels';

export interface TicketDetailDeps extends DetailPanelsDeps {
  readonly commands: CommandDoor;
}

/** Opens the detail of tickets; what a Drafts view or an arrival needs of this room. */
export interface TicketDetail extends Disposable {
  open(ticketId: string): void;
  /** What is typed for a ticket was changed outside its panel: the panel shows it. */
  typedElsewhere(ticketId: string): void;
}

/** The detail of tickets, and the command that opens it. */
export function registerTicketDetail(deps: TicketDetailDeps): TicketDetail {
  const panels = new DetailPanels(deps);
  const open = (ticketId: string): void => {
    if (deps.session.current.kind === 'signed-out') return fail({ code: 'not-signed-in' });
    panels.open(ticketId);
  };
  deps.commands.register(
    commandIds.openTicket,
    () => l10n.t('The ticket could not be opened.'),
    async (item) => {
      const ticketId = ticketIdOf(item) ?? (await askTicketId());
      if (ticketId !== undefined && ticketId !== '') open(ticketId);
    },
  );
  return {
    open,
    typedElsewhere: (ticketId) => panels.typedElsewhere(ticketId),
    dispose: () => panels.dispose(),
  };
}

async function askTicketId(): Promise<string | undefined> {
  const typed = await window.showInputBox({
    title: l10n.t('Open Ticket'),
    prompt: l10n.t('Ticket id'),
  });
  return typed?.trim();
}

/** Of `{ ticketId }` or of a row of the list, whose room is not known here. */
function ticketIdOf(item: unknown): string | undefined {
  const id = at(item, 'ticketId') ?? at(at(at(item, 'row'), 'ticket'), 'id');
  return typeof id === 'string' ? id : undefined;
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;
}
