import { fail } from '../domain/failure';
import { ChatMasks } from './maskChats';
import { MaskCodes, type MaskLabels } from './maskCodes';
import { Masks, type Person } from './masks';
import { TicketMasks } from './maskTickets';
import type { Shown, ShownLabels } from './shownValues';

export interface ShieldOptions {
  /** Random, of this machine. */
  readonly key: string;
  readonly labels: MaskLabels & ShownLabels;
  /** Logins of agents, whose addresses are not masked. */
  readonly agents: () => Iterable<string>;
}

export interface OpenShield {
  readonly shown: Shown;
  /** @throws FailureError `invalid-input` if a text in a value that is to be sent has a mask */
  refuseMasks(value: unknown): void;
}

/** Loopback and unspecified addresses, of no customer. */
const ownAddress = /\b(?:127(?:\.\d{1,3}){3}|0\.0\.0\.0)\b|(?<![\da-f:])::1(?![\da-f:])/gi;

/** Opens the shield. */
export function openShield({ key, labels, agents }: ShieldOptions): OpenShield {
  const codes = new MaskCodes(key, labels);
  const masks = new Masks({ codes, agents });
  const tickets = new TicketMasks(masks);
  const chats = new ChatMasks(masks, tickets);
  const logLine = (text: string): string => {
    const kept: string[] = [];
    const marked = text.replace(ownAddress, (address) => `\uE000${kept.push(address) - 1}\uE001`);
    return masks
      .text(marked)
      .replace(/\uE000(\d+)\uE001/g, (_mark, index: string) => kept[Number(index)] ?? '');
  };
  const shown: Shown = {
    ticket: (ticket) => tickets.ticket(ticket),
    chat: (chat) => chats.chat(chat),
    chatState: (state) => chats.state(state),
    arrival: (arrival) => chats.arrival(arrival),
    chatResult: (chat) => chats.result(chat),
    notification: (notice) => chats.notification(notice),
    draft: (draft) => {
      const { subject, title } = draft;
      if (subject.startsWith('chat/')) return { ...draft, title: masks.nameAlone(title, 'visitor') };
      const isReply = subject.startsWith('reply/');
      const known = isReply ? tickets.subjectOf(subject.slice('reply/'.length), title) : undefined;
      if (subject.startsWith('agent.') || subject.startsWith('ticket.edit/')) return draft;
      return { ...draft, title: known ?? labels.draft(subject) };
    },
    audit: (entry) => tickets.audit(entry),
    hit: (hit, of) => {
      const { kind, id, title, excerpt } = hit;
      const known: Person | undefined = of && { ...of, role: kind === 'ticket' ? 'requester' : 'visitor' };
      const person = known ?? (kind === 'ticket' ? tickets.requesterOf(id) : undefined);
      if (kind === 'ticket') {
        const people = person ? [person] : [];
        return person
          ? { ...hit, title: masks.text(title, people), excerpt: masks.text(excerpt, people) }
          : { ...hit, title: '', excerpt: '' };
      }
      const alone: Person = { name: title, mail: person?.mail, role: 'visitor' };
      const people = person ? [person, alone] : [alone];
      const name = person?.mail === undefined ? masks.nameAlone(title, 'visitor') : masks.nameOf(person);
      return { ...hit, title: title === '' ? '' : name, excerpt: masks.text(excerpt, people) };
    },
    query: (query) => tickets.query(query),
    text: (text) => masks.text(text),
    logLine,
    failure: (failure) =>
      'reasons' in failure ? { ...failure, reasons: failure.reasons.map(logLine) } : failure,
    person: (person) => {
      const { name, mail } = masks.person({ ...person, role: 'requester' });
      return { ...(name !== undefined && { name }), ...(mail !== undefined && { mail }) };
    },
    originalUrl: (url) => masks.originalOf(url),
  };
  const refuseMasks = (value: unknown): void => {
    for (const text of textsIn(value)) {
      const mask = codes.maskIn(text);
      if (mask !== undefined) fail({ code: 'invalid-input', reasons: [], mask });
    }
  };
  return { shown, refuseMasks };
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
