import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import type { Account } from '../account/account';
import { mayAdminister, type Agent, type Tag } from '../account/agent';
import { forbidden, invalid, notFound } from '../server/httpError';
import type { SandboxEnv } from '../server/sandboxEnv';
import { login, text, whole } from './fields';
import { readBody, readQuery } from './readInput';

/** `/tags`, for owners and administrators only. */
export function tagRoutes(account: Account): Hono<SandboxEnv> {
  const routes = new Hono<SandboxEnv>();
  const requireAdministrator = (caller: Agent): void => {
    if (!mayAdminister(caller)) throw forbidden('manage tags');
  };

  routes.get('/', (c) => {
    requireAdministrator(c.var.caller);
    const { group } = readQuery(c, v.object({ group: v.optional(whole) }));
    const inChats = usage(account.chats.values());
    const inTickets = usage(account.tickets.values());
    const wanted = account.tags.filter((tag) => group === undefined || tag.group === group);
    return c.json(
      wanted.map((tag) => tagShape(tag, inChats.get(tag.name) ?? 0, inTickets.get(tag.name) ?? 0)),
    );
  });

  routes.post('/', async (c) => {
    requireAdministrator(c.var.caller);
    const body = await readBody(c, v.object({ tag: text, author: login, group: v.optional(whole, 0) }));
    if (!account.groups.has(body.group)) throw invalid('group has incorrect format');
    if (account.tags.some(isTag(body.tag, body.group))) throw invalid('tag already exists');
    const tag: Tag = { name: body.tag, author: body.author, created: account.now(), group: body.group };
    account.tags = [...account.tags, tag];
    return c.json(tagShape(tag, 0, 0));
  });

  routes.delete('/:tag', async (c) => {
    requireAdministrator(c.var.caller);
    const { group } = await readBody(c, v.object({ group: v.optional(whole, 0) }));
    const isRemoved = isTag(c.req.param('tag'), group);
    if (!account.tags.some(isRemoved)) throw notFound('Tag');
    account.tags = account.tags.filter((tag) => !isRemoved(tag));
    return c.json({ ok: true });
  });

  return routes;
}

function isTag(name: string, group: number): (tag: Tag) => boolean {
  return (tag) => tag.name === name && tag.group === group;
}

function tagShape(tag: Tag, inChats: number, inTickets: number) {
  const { name, author, created, group } = tag;
  return { name, author, creation_date: created, count: { inChats, inTickets }, group };
}

function usage(rows: Iterable<{ readonly tags: readonly string[] }>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { tags } of rows) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return counts;
}
