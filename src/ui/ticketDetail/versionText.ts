import { oneLine, plainText } from '../../core/base/plainText';
import type { Ticket } from '../../core/domain/ticket';
import { ticketView, type ViewLabels } from './ticketView';

/**
 * One version of a ticket as plain text, a field a line, so that two of them can be compared side by side. The
 * end of the conversation stands in it as far as `from`, the first event that not both versions share.
 */
export function versionText(ticket: Ticket, labels: ViewLabels, from: number): string {
  const { subject, facts } = ticketView(ticket, labels);
  const lines = facts.map(({ label, texts, moment }) => `${label}: ${moment?.text ?? texts.join(', ')}`);
  const { names } = labels;
  const events = ticket.events.slice(from).flatMap(({ message, is_private, author }) => {
    if (message === undefined) return [];
    const who = oneLine(author?.name ?? author?.id ?? '');
    const kind = is_private === true ? names.privateNote : names.message;
    return [['', `${[kind, who].filter(Boolean).join(', ')}:`, plainText(message)].join('\n')];
  });
  return [`${names.subject}: ${subject}`, ...lines, ...events, ''].join('\n');
}
