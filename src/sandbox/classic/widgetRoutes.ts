import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import type { Account } from '../account/account';
import { createTicket } from '../account/writeTicket';
import { answerHttpError, invalid } from '../server/httpError';
import type { SandboxEnv } from '../server/sandboxEnv';
import { login, text, whole } from './fields';
import { readBody } from './readInput';

const offlineForm = v.object({
  licence_id: whole,
  group: v.optional(whole, 0),
  requester: v.object({ mail: login, name: v.optional(text) }),
  subject: v.optional(text),
  offline_message: v.optional(text),
  ticket_message: v.optional(text),
});

/** `POST /v2/tickets/new`, the chat widget's offline form (observed). It needs no authentication. */
export function widgetRoutes(account: Account): Hono<SandboxEnv> {
  const routes = new Hono<SandboxEnv>();
  routes.onError(answerHttpError);
  routes.post('/v2/tickets/new', async (c) => {
    const body = await readBody(c, offlineForm);
    if (body.licence_id !== account.licence) throw invalid('licence_id has incorrect format');
    if (!account.groups.has(body.group)) throw invalid('group has incorrect format');
    const message = body.ticket_message ?? body.offline_message;
    if (message === undefined) throw invalid('ticket_message is required');
    const { mail, name } = body.requester;
    const { id } = createTicket(account, {
      message,
      requester: { mail, ...(name !== undefined && { name }) },
      subject: body.subject,
      source: { type: 'chat-window' },
      groups: [body.group],
    });
    return c.json({ id });
  });
  return routes;
}
