import type { TicketQuery } from '../../../core/domain/ticket';
import type { KeptTicketFilter } from '../../../core/localData/ticketFilter';
import { accountIdOf, type Session } from '../../../core/stores/sessionStore';
import type { App } from '../../shell/app';
import { ticketCapabilities } from '../filterLabels';

/** The login of the person, by which tickets are assigned; `undefined` if it is not known. */
export function ownLogin(session: Session): string | undefined {
  if (session.kind === 'signed-out') return undefined;
  const { kind, name, login } = session.account;
  return login ?? (kind === 'classic' ? name : undefined);
}

/** The kept tickets of the active account that match; `undefined` if none is signed in. */
export function ticketFilterOf(
  app: Pick<App, 'session'> & Parameters<typeof ticketCapabilities>[0],
  filter: TicketQuery,
): Omit<KeptTicketFilter, 'since'> | undefined {
  const account = accountIdOf(app.session.current);
  if (account === undefined) return undefined;
  return { account, filter, unlisted: ticketCapabilities(app).unlisted };
}
