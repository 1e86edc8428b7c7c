import { env, l10n } from 'vscode';
import type { TicketSummary } from '../../core/domain/ticket';
import type { App } from '../shell/app';
import { changeTickets } from './changeTickets';
import { pickMany } from './pickForTickets';

/** Asks for tags of the account, or new ones if the account takes any, and adds them. */
export async function addTicketTags(app: App, tickets: readonly TicketSummary[]): Promise<void> {
  const { ticketActions } = await app.actions();
  const takesNew = ticketActions.capabilities.tags === 'any';
  const present = new Set(tickets.length === 1 ? tickets[0]?.tags : []);
  const known = app.directory.tags().then(
    (tags) => sorted(tags.map(({ name }) => name).filter((name) => !present.has(name))),
    // Tags can be typed even if the account's own could not be fetched.
    (): string[] => [],
  );
  const question = takesNew ? l10n.t('Select tags to add or type a new one') : l10n.t('Select tags to add');
  const addTags = await pickMany(tickets, question, known, takesNew);
  if (addTags) await changeTickets(app, tickets, { addTags });
}

/** Asks which of the tickets' tags to remove, and removes them. */
export async function removeTicketTags(app: App, tickets: readonly TicketSummary[]): Promise<void> {
  const present = sorted([...new Set(tickets.flatMap(({ tags }) => tags ?? []))]);
  const removeTags = await pickMany(
    tickets,
    l10n.t('Select tags to remove'),
    Promise.resolve(present),
    false,
  );
  if (removeTags) await changeTickets(app, tickets, { removeTags });
}

function sorted(names: readonly string[]): string[] {
  return [...names].sort((a, b) => a.localeCompare(b, env.language));
}
