import { l10n } from 'vscode';
import type { TicketConflict } from '../../core/actions/ticketOutcome';
import { oneLine } from '../../core/base/plainText';
import type { Versions } from '../shell/comparison';
import { versionText } from './versionText';
import { viewWords } from './viewWords';

/** A ticket as somebody else changed it, and as the person would. */
export function ticketVersions({ base, theirs, mine }: TicketConflict): Versions {
  const words = viewWords();
  const shared = Math.min(base.events.length, theirs.events.length);
  return {
    title: l10n.t('Ticket {0}: as it is now ↔ with your change', oneLine(theirs.id, 40)),
    theirs: versionText(theirs, words, shared),
    mine: versionText(mine, words, shared),
  };
}
