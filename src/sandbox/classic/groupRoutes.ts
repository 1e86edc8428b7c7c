import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import type { Account } from '../account/account';
import { mayAdminister, type Agent, type AgentStatus, type Group } from '../account/agent';
import { forbidden, invalid, notFound } from '../server/httpError';
import type { SandboxEnv } from '../server/sandboxEnv';
import { listOf, text, whole } from './fields';
import { readBody, readQuery } from './readInput';

const newGroup = v.object({ name: text, agents: listOf(text), language: v.optional(text, 'en') });
const groupChange = v.object({
  name: v.optional(text),
  agents: v.optional(listOf(text)),
  language: v.optional(text),
});

/** `/groups` and `/status`, see `docs/livechat-api.md#rest-v2-groups-tags-and-chats`. */
export function groupRoutes(account: Account): Hono<SandboxEnv> {
  const routes = new Hono<SandboxEnv>();
  const find = (key: string | number): Group => {
    const group = account.groups.get(Number(key));
    if (!group) throw notFound('Group');
    return group;
  };
  const writable = (key: string, caller: Agent): Group => {
    if (!mayAdminister(caller)) throw forbidden('change groups');
    const group = find(key);
    if (group.id === 0) throw invalid('group 0 cannot be changed');
    return group;
  };
  const status = (group: number): { status: 'online' | 'offline' } => ({
    status: groupStatus(account, find(group).id) === 'accepting chats' ? 'online' : 'offline',
  });

  routes.get('/groups', (c) =>
    c.json([...account.groups.values()].map((group) => groupShape(account, group))),
  );

  routes.get('/groups/:id', (c) => c.json(groupShape(account, find(c.req.param('id')))));

  routes.post('/groups', async (c) => {
    if (!mayAdminister(c.var.caller)) throw forbidden('create groups');
    const { name, agents, language } = await readBody(c, newGroup);
    const group: Group = { id: Math.max(...account.groups.keys()) + 1, name, language };
    setMembers(account, group.id, agents);
    account.groups.set(group.id, group);
    return c.json(groupShape(account, group));
  });

  routes.put('/groups/:id', async (c) => {
    const group = writable(c.req.param('id'), c.var.caller);
    const body = await readBody(c, groupChange);
    if (body.agents) setMembers(account, group.id, body.agents);
    if (body.name !== undefined) group.name = body.name;
    if (body.language !== undefined) group.language = body.language;
    return c.json(groupShape(account, group));
  });

  routes.delete('/groups/:id', (c) => {
    const group = writable(c.req.param('id'), c.var.caller);
    setMembers(account, group.id, []);
    account.groups.delete(group.id);
    return c.json({ result: 'group removed successfully' });
  });

  routes.get('/status', (c) => c.json(status(readQuery(c, v.object({ group: v.optional(whole, 0) })).group)));

  routes.get('/status/:group', (c) => c.json(status(Number(c.req.param('group')))));

  return routes;
}

// Group 0 contains every agent and has no `agents` key.
function groupShape(account: Account, { id, name, language }: Group) {
  const agents = account.membersOf(id).map(({ login }) => login);
  return { id, name, language, ...(id !== 0 && { agents }), status: groupStatus(account, id) };
}

function groupStatus(account: Account, id: number): AgentStatus {
  const states = new Set(account.membersOf(id).map(({ status }) => status));
  if (states.has('accepting chats')) return 'accepting chats';
  return states.has('not accepting chats') ? 'not accepting chats' : 'offline';
}

function setMembers(account: Account, id: number, logins: readonly string[]): void {
  if (logins.some((login) => !account.agents.has(login))) throw invalid('agents has incorrect format');
  for (const agent of account.agents.values()) {
    const others = agent.groups.filter((group) => group !== id);
    agent.groups = logins.includes(agent.login) ? [...others, id] : others;
  }
}
