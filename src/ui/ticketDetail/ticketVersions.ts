import { l10n } from 'vscode';
import type { TicketConflict } from '../../core/actions/ticketOutcome';
import type { Capabilities } from '../../core/domain/capabilities';
import type { Versions } from '../shell/comparison';
import { shownId } from '../messages/ticketLabels';
import { versionText } from './ticketView';
import { viewLabels } from './viewLabels';

/**
 * Both versions of a ticket in conflict, as text.
 * @param can of the ticket's account
 */
export function ticketVersions(
  { base, theirs, mine }: TicketConflict,
  can: Capabilities | undefined,
): Versions {
  const labels = viewLabels(can?.tickets.groupedBy ?? 'groups');
  const shared = Math.min(base.events.length, theirs.events.length);
  return {
    title: l10n.t('Ticket {0}: as it is now ↔ with your change', shownId(theirs)),
    theirs: versionText(theirs, labels, shared),
    mine: versionText(mine, labels, shared),
  };
}
