import type { AgentSummary } from '../../core/actions/agentOutcome';
import type { TicketListResult } from '../../core/actions/ticketOutcome';
import { oneLine } from '../../core/base/plainText';
import { omitUndefined } from '../../core/domain/input/inputReader';
import { asRecord } from '../../core/base/json';
import type { AgentDetail } from '../../core/domain/agent';
import type { Ticket, TicketEvent, TicketSummary } from '../../core/domain/ticket';
import { cutOff, shortened, untrusted } from './untrusted';

/** Maximum size of a result, to leave room for the chat it is part of. */
export const limits = {
  ticketRows: 25,
  /** In characters, of a list of tickets. */
  ticketList: 30_000,
  agentRows: 100,
  events: 20,
  messageLength: 1_500,
  /** In characters of JSON. */
  allMessages: 12_000,
} as const;

/** In a row of a list. */
const listLengths = { text: 120, address: 200, identifier: 120, tag: 30, tagCount: 6 } as const;

/** Texts for a language model are English; the model answers in the user's language. */
export function ticketListText({ tickets, total, pages, page }: TicketListResult): string {
  const shown = tickets.slice(0, limits.ticketRows);
  const where = `Page ${page} of ${pages}: ${shown.length} of ${total} matching tickets, newest change first unless asked otherwise.`;
  const more =
    page < pages
      ? `For more, call the tool again with page ${page + 1}, or narrow it with status, query, tag or dates.`
      : 'There are no more pages.';
  const read =
    'A row is a summary, in which long texts are cut and long addresses left out: livechat_get_ticket gives them, and the conversation.';
  return [where, fittingRows(shown), more, read].join('\n');
}

/** Values with many emoji or characters that JSON escapes need more room, and are cut further. */
function fittingRows(tickets: readonly TicketSummary[]): string {
  let text = '';
  for (const share of [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16]) {
    text = untrusted(tickets.map((ticket) => listRow(ticket, share)));
    // Leaves room for the lines around the rows.
    if (text.length <= limits.ticketList - 500) break;
  }
  return text;
}

/** @param share of the usual lengths that is kept of what customers control */
function listRow(ticket: TicketSummary, share: number): object {
  const { id, status, date, modified, assignee, subject, requester, source, tags } = ticket;
  const { text, address, identifier, tag, tagCount } = listLengths;
  const short = (value: unknown, length: number): unknown =>
    shortened(value, Math.ceil(length * share), address * share, identifier * share);
  return {
    ...asRecord(shortened({ id, status, date, modified, assignee }, 60)),
    ...asRecord(short({ subject, requester, source }, text)),
    ...asRecord(short({ tags: tags?.slice(0, tagCount) }, tag)),
    ...(tags && tags.length > tagCount && { tags_left_out: tags.length - tagCount }),
  };
}

export function ticketText(ticket: Ticket): string {
  const events = newest(ticket.events);
  const left = ticket.events.length - events.length;
  const { groups, currentGroup, parent, children } = ticket;
  const related = { currentGroup, groups, parent, children };
  const data = { ...row(ticket), ...asRecord(shortened(related)), events };
  const note =
    left === 0
      ? 'These are all events.'
      : `These are the newest ${events.length} of ${ticket.events.length} events; ${left} older ones were left out to keep this short. The user can open the ticket in the editor to read all of it.`;
  return [
    `Ticket ${oneLine(ticket.id, 40)} with its conversation, oldest event first.`,
    untrusted(data),
    note,
  ].join('\n');
}

export function agentListText(agents: readonly AgentSummary[]): string {
  const shown = agents.slice(0, limits.agentRows);
  const rows = shown.map(({ login, name, permission, status }) =>
    shortened({ login, name, permission, status }, 80),
  );
  const note =
    shown.length === agents.length
      ? 'These are all agents that match.'
      : `These are ${shown.length} of ${agents.length} agents. Ask for one status at a time to see the others.`;
  return [untrusted(rows), note].join('\n');
}

export function agentText(done: string, agent: AgentDetail): string {
  return [done, untrusted(shortened(agent))].join('\n');
}

/** The ticket after a write, without its conversation. */
export function savedTicketText(done: string, ticket: Ticket): string {
  return [done, untrusted(row(ticket)), 'livechat_get_ticket gives the conversation.'].join('\n');
}

function row(ticket: TicketSummary): object {
  const { id, subject, status, date, modified, requester, source, assignee, tags } = ticket;
  return {
    ...asRecord(shortened({ id, subject, status, date, modified, requester, source, assignee, tags })),
  };
}

/** The newest events that fit, oldest first. */
function newest(events: readonly TicketEvent[]): object[] {
  const kept: object[] = [];
  let length = 0;
  for (const event of events.slice(-limits.events).reverse()) {
    const { message, details, ...rest } = event;
    const long = omitUndefined({ message: cutIfPresent(message), details: cutIfPresent(details) });
    const shown = { ...asRecord(shortened(rest)), ...long };
    length += JSON.stringify(shown).length;
    if (length > limits.allMessages && kept.length > 0) break;
    kept.unshift(shown);
  }
  return kept;
}

function cutIfPresent(text: string | undefined): string | undefined {
  return text === undefined ? undefined : cutOff(text, limits.messageLength);
}
