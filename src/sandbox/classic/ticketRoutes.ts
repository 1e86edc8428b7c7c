import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import type { Account } from '../account/account';
import { TICKET_STATUSES, type NamedAgent, type Source, type Ticket } from '../account/ticket';
import { createTicket, updateTicket } from '../account/writeTicket';
import { invalid, notFound, HttpError } from '../server/httpError';
import type { SandboxEnv } from '../server/sandboxEnv';
import { flag, listOf, login, text, whole } from './fields';
import { readBody, readQuery, pageOf } from './readInput';
import { findTickets, ticketQuery } from './ticketFilter';
import { ticketShape } from './ticketShape';

/** Response to `PUT /tickets/<ID>`. It is not documented, so a client must handle each of these. */
export type UpdateTicketMode = 'accept' | 400 | 404 | 405;

const assignee = v.object({ id: text });
const source = v.object({
  type: v.optional(v.picklist(['chat-window', 'mail', 'lc2']), 'lc2'),
  url: v.optional(v.string()),
});

const newTicket = v.object({
  message: text,
  requester: v.object({ mail: login, name: v.optional(v.string()) }),
  subject: v.optional(text),
  assignee: v.optional(assignee),
  source: v.optional(source),
  group: v.optional(listOf(whole)),
});

// Inferred: the connector's fields, all optional, plus `status` and `is_private`.
const ticketChange = v.object({
  message: v.optional(text),
  is_private: v.optional(flag),
  requester: v.optional(v.object({ mail: v.optional(login), name: v.optional(v.string()) })),
  subject: v.optional(text),
  assignee: v.nullish(assignee),
  source: v.optional(source),
  status: v.optional(v.picklist(TICKET_STATUSES)),
});

const ticketTags = v.object({ tag: listOf(v.string()) });

/** `/tickets`, see `docs/livechat-api.md#rest-v2-tickets`. */
export function ticketRoutes(account: Account, updateMode: UpdateTicketMode): Hono<SandboxEnv> {
  const routes = new Hono<SandboxEnv>();
  const shape = (ticket: Ticket): Record<string, unknown> => ticketShape(account, ticket);
  const find = (id: string): Ticket => {
    const ticket = account.tickets.get(id);
    if (!ticket) throw notFound('Ticket');
    return ticket;
  };

  routes.get('/', (c) => {
    const query = readQuery(c, ticketQuery);
    const { rows, total, pages } = pageOf(findTickets(account, query), query.page);
    return c.json({ tickets: rows.map(shape), total, pages });
  });

  routes.get('/:id', (c) => c.json(shape(find(c.req.param('id')))));

  routes.post('/', async (c) => {
    const body = await readBody(c, newTicket);
    const groups = body.group ?? [0];
    if (groups.some((id) => !account.groups.has(id))) throw invalid('group has incorrect format');
    const { mail, name } = body.requester;
    const ticket = createTicket(account, {
      message: body.message,
      requester: { mail, ...(name !== undefined && { name }) },
      subject: body.subject,
      assignee: agentOf(account, body.assignee),
      source: sourceOf(body.source ?? { type: 'lc2' }),
      groups,
    });
    return c.json(shape(ticket));
  });

  routes.put('/:id/tags', async (c) => {
    const ticket = find(c.req.param('id'));
    const { tag } = await readBody(c, ticketTags);
    // Replaces all tags. A form can express an empty list only as a single empty value.
    ticket.tags = [...new Set(tag.filter((name) => name !== ''))];
    ticket.modified = account.now();
    account.emit({ type: 'ticket_updated', ticket });
    return c.json(shape(ticket));
  });

  // Inferred: neither path nor body is documented.
  routes.put('/:id', async (c) => {
    if (updateMode !== 'accept') throw refusedUpdate(updateMode);
    const ticket = find(c.req.param('id'));
    const body = await readBody(c, ticketChange);
    updateTicket(
      account,
      ticket,
      {
        ...body,
        isPrivate: body.is_private === 1,
        assignee: body.assignee && agentOf(account, body.assignee),
        source: body.source && sourceOf(body.source),
      },
      c.var.caller,
    );
    return c.json(shape(ticket));
  });

  return routes;
}

function agentOf(account: Account, given: { id: string } | undefined): NamedAgent | undefined {
  if (!given) return undefined;
  const agent = account.agents.get(given.id);
  if (!agent) throw invalid('assignee.id has incorrect format');
  return { id: agent.login, name: agent.name };
}

// Only chat windows have a URL. That it is ignored for other types is inferred.
function sourceOf({ type, url }: { type: string; url?: string | undefined }): Source {
  return type === 'chat-window' && url !== undefined ? { type, url } : { type };
}

function refusedUpdate(status: Exclude<UpdateTicketMode, 'accept'>): HttpError {
  if (status === 404) return notFound('Resource');
  return new HttpError(status, { error: status === 405 ? 'Method not allowed' : 'Wrong request' });
}
