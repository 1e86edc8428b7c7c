import type { WebviewPanel } from 'vscode';
import type { Event } from '../../core/base/event';
import type { TicketSummary } from '../../core/domain/ticket';
import type { ShownPerson } from '../../core/shield/shownValues';

/** What a panel shows, which its card does not list. */
export type PanelContent =
  | { readonly kind: 'ticket'; readonly id: string }
  | { readonly kind: 'chat'; readonly chatId: string; readonly threadId: string };

/** Whose card a panel shows. */
export interface CardSubject {
  /** `Account.id` */
  readonly account: string;
  readonly person: ShownPerson;
  readonly self: PanelContent;
}

/** The requester of a ticket; `undefined` while the ticket is not known. The card asks the shield what is shown of them. */
export function requesterOf(
  about: Omit<CardSubject, 'person'>,
  ticket: Pick<TicketSummary, 'requester'> | undefined,
): CardSubject | undefined {
  if (!ticket) return undefined;
  const { name, mail } = ticket.requester ?? {};
  return { ...about, person: { ...(name !== undefined && { name }), ...(mail !== undefined && { mail }) } };
}

export interface CardPanel {
  readonly panel: Pick<WebviewPanel, 'visible' | 'webview'>;
  /** Identifies what the page shows, see `isAboutOther`. */
  readonly key: string;
  /** Whose card is shown; `undefined` while it is not known. */
  readonly subject: () => CardSubject | undefined;
  readonly onDidChangeSubject: Event<unknown>;
  /** Opens the card, perhaps later, once the subject has changed: the page shows it then. At once if absent. */
  readonly begin?: (open: () => void) => void;
  /** The user wrote a note. */
  readonly used: () => void;
  /** Shows another thread of the panel's chat. */
  readonly showThread?: (threadId: string) => Promise<void>;
}
