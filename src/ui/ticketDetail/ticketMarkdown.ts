import type { EventView } from '../../protocol/conversation';
import type { TicketView } from '../../protocol/detail';
import { eventPart, factLines, inlineText } from '../messages/markdown';

export interface MarkdownLabels {
  readonly conversation: string;
  readonly privateNote: string;
}

/** The ticket as a document that can be pasted elsewhere. */
export function ticketMarkdown(
  ticket: TicketView,
  events: readonly EventView[],
  { conversation, privateNote }: MarkdownLabels,
): string {
  const parts = [
    `# ${inlineText(ticket.subject)}`,
    factLines(ticket.facts),
    `## ${inlineText(conversation)}`,
    ...events.map((event) => eventPart(event, privateNote)),
  ];
  return `${parts.join('\n\n')}\n`;
}
