import type { Account } from '../account/account';
import type {
  HelpdeskPriority,
  NamedAgent,
  Source,
  Ticket,
  TicketEvent,
  TicketStatus,
} from '../account/ticket';
import type { HostileText } from './hostileData';
import { fill, personOf } from './locale';
import { locales } from './locales';
import { createRandom, type Random } from './random';

export interface SeedTicketsOptions {
  readonly count: number;
  readonly seed: number;
  readonly hostileTexts: readonly HostileText[];
  /** Number of events of one ticket whose subject begins with `Long history`. */
  readonly longTicketEvents?: number | undefined;
}

const MINUTE = 60;
const SPACING = 50 * MINUTE;
const HOSTILE_EVERY = 9;
const LONG_TICKET = 2;
const STATUSES: readonly TicketStatus[] = [
  'open',
  'open',
  'open',
  'pending',
  'pending',
  'solved',
  'solved',
  'solved',
  'spam',
];
const SOURCES: readonly string[] = [
  'mail',
  'mail',
  'lc2',
  'chat-window',
  'agent-app-manual',
  'facebook:conversation',
  'facebook:post',
];

interface Draft {
  readonly random: Random;
  readonly name: string;
  readonly mail: string;
  readonly subject: string;
  readonly lines: readonly string[];
  readonly tag: string;
  /** Uses every line in turn, without other events between them. */
  readonly isLong: boolean;
}

/** Adds `count` tickets, the most recently modified first. */
export function seedTickets(account: Account, options: SeedTicketsOptions): void {
  const agents: readonly NamedAgent[] = [...account.agents.values()].map(({ login, name }) => ({
    id: login,
    name,
  }));
  for (let i = 0; i < options.count; i += 1) {
    const ticket = buildTicket(account, options, agents, i);
    account.tickets.set(ticket.id, ticket);
  }
}

// Each ticket has its own generator, so that it does not depend on the size of the account.
function buildTicket(
  account: Account,
  options: SeedTicketsOptions,
  agents: readonly NamedAgent[],
  i: number,
): Ticket {
  const random = createRandom(options.seed + i * 0x9e3779b1);
  const long = i === LONG_TICKET ? options.longTicketEvents : undefined;
  const draft = long === undefined ? buildDraft(random, options, i) : buildLongDraft(random, long);
  const assignee = random.chance(0.25) && long === undefined ? undefined : random.pick(agents);
  const modified = account.now() - 4 * MINUTE - i * SPACING - random.int(SPACING);
  const type = random.pick(SOURCES);
  const source: Source = {
    type,
    ...(type === 'chat-window' && { url: `https://shop.example/${random.pick(['cart', 'tents', 'help'])}` }),
    ...(random.chance(0.3) && { id: random.hex(6).toUpperCase() }),
  };
  const events = conversation(draft, assignee, source, modified, random.pick(agents));
  const old = options.count >= 50 && i > options.count * 0.9;
  return {
    id: account.nextTicketId(),
    subject: draft.subject,
    status: random.pick(STATUSES),
    requester: {
      mail: draft.mail,
      name: draft.name,
      ...(random.chance(0.3) && { ip: `203.0.113.${random.int(250) + 1}` }),
    },
    ...(assignee && { assignee }),
    groups: [random.pick([0, 0, 1, 2, 3, 4])],
    source,
    tags: tagsOf(draft.tag, random),
    created: events[0]?.date ?? modified,
    modified,
    events,
    quirks: {
      noModified: old && i % 3 === 0,
      groupObjects: i % 11 === 4,
      extras: i % 3 === 1,
    },
  };
}

function tagsOf(tag: string, random: Random): readonly string[] {
  if (random.chance(0.3)) return [];
  return random.chance(0.2) ? [tag, 'urgent'] : [tag];
}

function buildDraft(random: Random, options: SeedTicketsOptions, i: number): Draft {
  const locale = random.pick(locales);
  const scenario = random.pick(locale.scenarios);
  const person = personOf(locale, random.int(10), random.int(10));
  const order = 40_000 + random.int(50_000);
  const item = random.pick(locale.items);
  const { hostileTexts } = options;
  const hostile =
    i % HOSTILE_EVERY === 5 ? hostileTexts[Math.floor(i / HOSTILE_EVERY) % hostileTexts.length] : undefined;
  const lines = scenario.lines.map((line) => fill(line, order, item));
  return {
    random,
    name: hostile?.name ?? person.name,
    mail: `${person.local}${random.chance(0.5) ? '' : random.int(40)}@mail.example`,
    subject: hostile?.subject ?? fill(scenario.subject, order, item),
    lines: hostile ? [hostile.message, ...lines.slice(1)] : lines,
    tag: scenario.tag,
    isLong: false,
  };
}

function buildLongDraft(random: Random, events: number): Draft {
  return {
    random,
    name: 'Wilhelmina Overbeek',
    mail: 'wilhelmina.overbeek@mail.example',
    subject: `Long history of order 48151 (${events} events)`,
    lines: Array.from({ length: events }, (_, i) =>
      i % 2 === 0
        ? `Question ${i + 1}: is there any news about step ${i + 1}?`
        : `Answer ${i + 1}: not yet, we look into it.`,
    ),
    tag: 'urgent',
    isLong: true,
  };
}

/** Computes dates backwards, so that `modified` is the date of the last event. */
function conversation(
  { random, mail, name, lines, isLong }: Draft,
  assignee: NamedAgent | undefined,
  source: Source,
  last: number,
  colleague: NamedAgent,
): TicketEvent[] {
  const helper = assignee ?? colleague;
  // Unassigned tickets have no answer yet.
  const used = isLong ? lines.length : assignee ? 1 + random.int(lines.length) : 1;
  const sentLines = lines.slice(0, used);
  const gap = isLong ? 90 : 20 * MINUTE + random.int(600 * MINUTE);
  const first = last - gap * (sentLines.length - 1);
  const events: TicketEvent[] = sentLines.map((message, i) => ({
    type: 'message',
    date: first + gap * i,
    isPrivate: false,
    message,
    author: i % 2 === 0 ? { id: mail, name, type: 'client' } : { ...helper, type: 'agent' },
    source: i % 2 === 0 ? source : { type: 'lc2' },
  }));
  if (sentLines.length > 2 && !isLong) {
    const date = first + Math.floor(gap / 2);
    events.splice(
      1,
      0,
      { type: 'assignee_changed', date, to: helper, author: colleague },
      {
        type: 'message',
        date: date + 30,
        isPrivate: true,
        message: 'Please check the stock before you answer.',
        author: { ...colleague, type: 'agent' },
        source: { type: 'lc2' },
      },
    );
  }
  return events;
}

const PRIORITIES: readonly HelpdeskPriority[] = [0, 0, 0, 0, -10, 10, 10, 20];

/** Sets the fields of tickets that exist in HelpDesk only. */
export function seedHelpdesk(account: Account, seed: number): void {
  let nth = 0;
  for (const ticket of account.tickets.values()) {
    const random = createRandom(seed + 31 + nth * 0x9e3779b1);
    nth += 1;
    const { status } = ticket;
    const isOnHold = status === 'pending' && random.chance(0.4);
    const isClosed = status === 'solved' && random.chance(0.5);
    ticket.helpdesk = {
      priority: random.pick(PRIORITIES),
      ...(isOnHold && { substatus: 'onhold' }),
      ...(isClosed && { substatus: 'closed' }),
      ...(isClosed && random.chance(0.5) && { silo: 'archive' }),
      ...(random.chance(0.2) && { cc: [{ email: `boss${nth}@mail.example`, name: null }] }),
    };
  }
}
