import { oneLine, plainText } from '../../core/base/plainText';
import type { ChatView } from '../../protocol/chat';
import type { EventView, Fact, FileView } from '../../protocol/conversation';
import type { TicketPageView } from '../../protocol/detail';

const punctuation = /[!-/:-@[-`{-~]/g;
const linkLike = /@|:\/\/|www\./i;

/** Escapes a line of untrusted text for Markdown. Text that some renderers turn into a link goes into a code span. */
export function inlineText(text: string): string {
  const line = oneLine(text, 2000);
  return linkLike.test(line) ? codeSpan(line) : line.replace(punctuation, (sign) => `\\${sign}`);
}

/**
 * Untrusted text for the middle of a line, such as after `- `. As `inlineText`, but without a backslash before punctuation
 * that means nothing there, so that the source can be read, too.
 */
export function midlineText(text: string): string {
  const line = oneLine(text, 2000);
  return linkLike.test(line) ? codeSpan(line) : line.replace(/[\\`*_[\]<>{}#|~&$^=]/g, (sign) => `\\${sign}`);
}

/** Multi-line untrusted text as a code block. */
export function blockText(text: string): string {
  const plain = plainText(text);
  const fence = '`'.repeat(Math.max(3, longestRun(plain) + 1));
  return `${fence}\n${plain}\n${fence}`;
}

function codeSpan(line: string): string {
  const fence = '`'.repeat(longestRun(line) + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

function longestRun(text: string): number {
  let longest = 0;
  // Text of a customer may have more runs than a call takes arguments.
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}

/** The name and address of a file on one line. */
function fileLine({ label, url }: FileView): string {
  return `- ${[label, url]
    .filter((part) => part !== undefined)
    .map(inlineText)
    .join(' · ')}`;
}

/** Facts as a list. */
function factLines(facts: readonly Fact[]): string {
  return facts.map(factLine).join('\n');
}

function factLine({ label, texts, moment }: Fact): string {
  const shown = moment ? [moment.text] : texts;
  return `- **${inlineText(label)}:** ${shown.map(inlineText).join(', ')}`;
}

/** An event: author and time on one line, then the message as a block. */
function eventPart(
  { author, moment, source, isPrivate, text, line, files = [] }: EventView,
  privateNote: string,
): string {
  const who = author && `**${inlineText(author.name)}**`;
  const about = [
    line === undefined ? who : inlineText(line),
    author?.id !== undefined && inlineText(author.id),
    moment && inlineText(moment.text),
    source?.label !== undefined && inlineText(source.label),
    source?.url !== undefined && inlineText(source.url),
    isPrivate && `**${inlineText(privateNote)}**`,
  ];
  const head = about.filter(Boolean).join(' · ');
  const parts = [
    head,
    ...(text === undefined ? [] : [blockText(text)]),
    ...(files.length === 0 ? [] : [files.map(fileLine).join('\n')]),
  ];
  return parts.join('\n\n');
}

/** The chat as Markdown for the clipboard. */
export function chatMarkdown(
  chat: ChatView,
  events: readonly EventView[],
  { conversation, privateNote }: MarkdownLabels,
): string {
  const parts = [
    `# ${inlineText(chat.title)}`,
    ...chat.sections.flatMap(({ title, facts }) => [`## ${inlineText(title)}`, factLines(facts)]),
    `## ${inlineText(conversation)}`,
    ...events.map((event) => eventPart(event, privateNote)),
  ];
  return `${parts.join('\n\n')}\n`;
}

interface MarkdownLabels {
  readonly conversation: string;
  readonly privateNote: string;
}

/** The ticket as Markdown for the clipboard. */
export function ticketMarkdown(
  ticket: TicketPageView,
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
