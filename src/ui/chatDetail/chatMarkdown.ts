import type { ChatView } from '../../protocol/chat';
import type { EventView } from '../../protocol/conversation';
import { eventPart, factLines, inlineText } from '../messages/markdown';

/** The chat as Markdown for the clipboard. */
export function chatMarkdown(chat: ChatView, events: readonly EventView[], conversation: string): string {
  const parts = [
    `# ${inlineText(chat.title)}`,
    ...chat.sections.flatMap(({ title, facts }) => [`## ${inlineText(title)}`, factLines(facts)]),
    `## ${inlineText(conversation)}`,
    ...events.map((event) => eventPart(event, '')),
  ];
  return `${parts.join('\n\n')}\n`;
}
