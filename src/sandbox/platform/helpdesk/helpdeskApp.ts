import type { MiddlewareHandler } from 'hono';
import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import type { SandboxEnv } from '../../server/sandboxEnv';
import { isAllowedTarget } from '../../webhooks/post';
import { PlatformError } from '../platformError';
import { answerError, authorized } from '../v3App';
import type { HelpDesk, HelpdeskWebhook } from './helpDesk';
import { checked, helpdeskError, notFound, readJson } from './helpdeskError';
import { peopleRoutes } from './peopleRoutes';
import { findTickets } from './ticketList';
import { ticketShape } from './ticketShape';
import { moveTo, SILOS } from './ticketState';
import { patchTicket, postTicket } from './ticketWrite';

/** Default user agents of HTTP clients, which HelpDesk may block. */
const GENERIC_AGENTS = /^(node|undici|node-fetch|axios\/[\d.]+|curl\/[\d.]+)?$/i;

const newWebhook = v.strictObject({
  name: v.pipe(v.string(), v.nonEmpty()),
  url: v.pipe(v.string(), v.nonEmpty()),
  eventType: v.picklist(['tickets.create', 'tickets.update']),
});

/** The HelpDesk API v1, see `docs/livechat-api.md#helpdesk-transport`. */
export function helpdeskApp(helpDesk: HelpDesk): Hono<SandboxEnv> {
  const { account } = helpDesk.platform;
  const app = new Hono<SandboxEnv>();
  app.onError(answerError);
  app.use(authenticate(helpDesk));

  app.get('/tickets', (c) => {
    const { rows, total, pages } = findTickets(helpDesk, new URL(c.req.url).searchParams);
    c.header('x-total-results', String(total));
    c.header('x-total-pages', String(pages));
    return c.json(rows.map((ticket) => ticketShape(helpDesk, ticket)));
  });

  app.get('/tickets/:id', (c) => c.json(ticketShape(helpDesk, helpDesk.ticket(c.req.param('id')))));

  app.post('/tickets', async (c) =>
    c.json(ticketShape(helpDesk, postTicket(helpDesk, await readJson(c), c.var.caller))),
  );

  app.patch('/tickets/:id', async (c) => {
    const ticket = helpDesk.ticket(c.req.param('id'));
    patchTicket(helpDesk, ticket, await readJson(c), c.var.caller);
    return c.json(ticketShape(helpDesk, ticket));
  });

  app.delete('/tickets/:id', (c) => {
    const ticket = helpDesk.ticket(c.req.param('id'));
    moveTo(ticket, 'trash');
    ticket.modified = account.now();
    account.emit({ type: 'ticket_updated', ticket });
    return c.text('OK');
  });

  app.put('/tickets/:id/silo', async (c) => {
    const ticket = helpDesk.ticket(c.req.param('id'));
    const { silo } = checked(v.strictObject({ silo: v.picklist(SILOS) }), await readJson(c));
    moveTo(ticket, silo);
    ticket.modified = account.now();
    account.emit({ type: 'ticket_updated', ticket });
    return c.text('OK');
  });

  app.get('/webhooks', (c) => c.json([...helpDesk.webhooks.values()]));

  // Creating and deleting webhooks is inferred.
  app.post('/webhooks', async (c) => {
    const body = checked(newWebhook, await readJson(c));
    if (!isAllowedTarget(body.url, account.webhookTargets))
      throw helpdeskError(422, 'validation', '"url" is invalid');
    const ID = helpDesk.idOf('webhook', account.random.hex(16));
    const webhook: HelpdeskWebhook = { ID, ...body };
    helpDesk.webhooks.set(ID, webhook);
    account.subscribers.add(webhook);
    return c.json(webhook);
  });

  app.delete('/webhooks/:id', (c) => {
    const webhook = helpDesk.webhooks.get(c.req.param('id'));
    if (!webhook) throw notFound('Webhook');
    helpDesk.webhooks.delete(webhook.ID);
    account.subscribers.delete(webhook);
    return c.text('OK');
  });

  app.route('/', peopleRoutes(helpDesk));
  app.all('*', () => {
    throw notFound('Resource');
  });
  return app;
}

function authenticate(helpDesk: HelpDesk): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    if (GENERIC_AGENTS.test(c.req.header('user-agent') ?? '')) {
      throw helpdeskError(403, 'forbidden', 'User-Agent is missing or too generic');
    }
    const { agent, token } = authorized(helpDesk.platform, c.req.header('authorization'));
    if (!token.scopes.has('accounts--my:ro')) throw new PlatformError('authorization', 'Authorization error');
    if (!helpDesk.platform.products.includes('HelpDesk'))
      throw helpdeskError(403, 'forbidden', 'HelpDesk is not installed');
    c.set('caller', agent);
    c.set('token', token);
    await next();
  };
}
