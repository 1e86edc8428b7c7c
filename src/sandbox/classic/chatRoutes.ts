import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import type { Account } from '../account/account';
import type { Chat } from '../account/chat';
import { setChatTags } from '../account/runChat';
import { notFound } from '../server/httpError';
import type { SandboxEnv } from '../server/sandboxEnv';
import { chatQuery, findChats } from './chatFilter';
import { chatShape } from './chatShape';
import { listOf, login } from './fields';
import { readBody, readQuery, pageOf } from './readInput';

/** `/chats`, see `docs/livechat-api.md#rest-v2-groups-tags-and-chats`. */
export function chatRoutes(account: Account): Hono<SandboxEnv> {
  const routes = new Hono<SandboxEnv>();
  const find = (id: string): Chat => {
    const chat = account.chats.get(id);
    if (!chat) throw notFound('Chat');
    return chat;
  };

  routes.get('/', (c) => {
    const query = readQuery(c, chatQuery);
    const { rows, total, pages } = pageOf(findChats(account, query), query.page);
    return c.json({ chats: rows.map(chatShape), total, pages });
  });

  routes.get('/:id', (c) => c.json(chatShape(find(c.req.param('id')))));

  // Inferred: the body is that of tickets, the response is the chat.
  routes.put('/:id/tags', async (c) => {
    const chat = find(c.req.param('id'));
    const { tag } = await readBody(c, v.object({ tag: listOf(v.string()) }));
    setChatTags(account, chat, new Set(tag.filter((name) => name !== '')));
    return c.json(chatShape(chat));
  });

  routes.post('/:id/send_transcript', async (c) => {
    find(c.req.param('id'));
    const { to } = await readBody(c, v.object({ to: login }));
    account.mails.push({ to, kind: 'transcript' });
    return c.json({ result: `E-mail has been sent to ${to}.` });
  });

  return routes;
}
