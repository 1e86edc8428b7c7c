import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import type { Account } from '../account/account';
import { type Agent, isActive, mayAdminister } from '../account/agent';
import { defaultNotifications } from '../data/seedAgents';
import { forbidden, invalid, notFound } from '../server/httpError';
import type { SandboxEnv } from '../server/sandboxEnv';
import { flag, listOf, login, text, whole } from './fields';
import { readBody, readQuery } from './readInput';

const availability = v.picklist(['accepting chats', 'not accepting chats']);
const status = v.picklist(['accepting chats', 'not accepting chats', 'offline']);

const common = {
  login_status: v.optional(availability),
  permission: v.optional(v.picklist(['administrator', 'normal'])),
  password: v.optional(v.pipe(v.string(), v.minLength(5))),
  job_title: v.optional(v.string()),
  daily_summary: v.optional(flag),
  max_chats_count: v.optional(v.pipe(whole, v.minValue(0))),
  groups: v.optional(listOf(whole)),
};

const newAgent = v.object({
  ...common,
  login,
  name: text,
  // If sent on creation, the object must have all six keys.
  notifications: v.optional(
    v.object({
      new_visitor: flag,
      incoming_chat: flag,
      returning_visitor: flag,
      queued_visitor: flag,
      visitor_is_typing: flag,
      new_goal: flag,
    }),
  ),
});

const agentChange = v.object({
  ...common,
  name: v.optional(text),
  status: v.optional(status),
  current_password: v.optional(text),
  notifications: v.optional(v.record(v.string(), flag)),
  work_scheduler: v.optional(v.record(v.string(), v.unknown())),
});

/** The fields that agents without administrator rights may change of their own agent. */
const OWN_FIELDS: readonly string[] = [
  'password',
  'current_password',
  'name',
  'job_title',
  'daily_summary',
  'notifications',
  'login_status',
  'status',
];

/** `/agents`, see `docs/livechat-api.md#rest-v2-agents`. */
export function agentRoutes(account: Account): Hono<SandboxEnv> {
  const routes = new Hono<SandboxEnv>();
  const find = (key: string): Agent => {
    const agent = account.agents.get(key);
    // Not documented: the classic API has no field for suspended agents, so they are hidden.
    if (!agent || !isActive(agent)) throw notFound('Agent');
    return agent;
  };

  routes.get('/', (c) => {
    const query = readQuery(c, v.object({ status: v.optional(status) }));
    const all = account.activeAgents();
    return c.json(
      all.filter((agent) => query.status === undefined || agent.status === query.status).map(shortAgent),
    );
  });

  routes.get('/:login', (c) => c.json(fullAgent(account, find(c.req.param('login')))));

  routes.post('/', async (c) => {
    if (!mayAdminister(c.var.caller)) throw forbidden('create agents');
    const body = await readBody(c, newAgent);
    if (account.agents.has(body.login)) throw invalid('login is already in use');
    const agent: Agent = {
      login: body.login,
      name: body.name,
      permission: body.permission ?? 'normal',
      avatar: 'avatars.harborpine.example/default.png',
      jobTitle: body.job_title ?? 'Support Agent',
      dailySummary: body.daily_summary ?? 1,
      notifications: body.notifications ?? defaultNotifications(),
      maxChatsCount: body.max_chats_count ?? 6,
      groups: knownGroups(account, body.groups ?? []),
      loginStatus: body.login_status ?? 'accepting chats',
      status: 'offline',
      lastLogout: 0,
    };
    account.agents.set(agent.login, agent);
    if (body.password === undefined) account.mails.push({ to: agent.login, kind: 'activation' });
    return c.json(fullAgent(account, agent));
  });

  routes.put('/:login', async (c) => {
    const agent = find(c.req.param('login'));
    const body = await readBody(c, agentChange);
    const { caller } = c.var;
    if (!mayAdminister(caller)) {
      const own = agent === caller && Object.keys(body).every((key) => OWN_FIELDS.includes(key));
      if (!own) throw forbidden('change this');
    }
    if (body.password !== undefined && body.current_password === undefined)
      throw invalid('current_password is required');
    change(account, agent, body);
    return c.json(fullAgent(account, agent));
  });

  routes.delete('/:login', (c) => {
    if (!mayAdminister(c.var.caller)) throw forbidden('remove agents');
    const agent = find(c.req.param('login'));
    // Inferred, as is the text.
    if (agent.permission === 'owner') throw invalid('owner cannot be removed');
    account.agents.delete(agent.login);
    account.keys.delete(agent.login);
    account.mails.push({ to: agent.login, kind: 'removal' });
    return c.json({ result: `${agent.login} removed successfully` });
  });

  return routes;
}

function change(account: Account, agent: Agent, body: v.InferOutput<typeof agentChange>): void {
  // Validated first, so that a rejected request changes nothing.
  const groups = body.groups && knownGroups(account, body.groups);
  if (groups) agent.groups = groups;
  if (body.name !== undefined) agent.name = body.name;
  // Inferred: ownership cannot be transferred through this API.
  if (body.permission && agent.permission !== 'owner') agent.permission = body.permission;
  if (body.job_title !== undefined) agent.jobTitle = body.job_title;
  if (body.daily_summary !== undefined) agent.dailySummary = body.daily_summary;
  if (body.notifications) agent.notifications = { ...agent.notifications, ...body.notifications };
  if (body.max_chats_count !== undefined) agent.maxChatsCount = body.max_chats_count;
  if (body.login_status) agent.loginStatus = body.login_status;
  if (body.work_scheduler) agent.workScheduler = body.work_scheduler;
  // The status of an offline agent cannot be changed.
  if (body.status && agent.status !== 'offline') {
    agent.status = body.status;
    if (body.status === 'offline') agent.lastLogout = account.now();
    account.emit({ type: 'routing_status_set', agent });
  }
}

function knownGroups(account: Account, ids: readonly number[]): readonly number[] {
  if (ids.some((id) => !account.groups.has(id))) throw invalid('groups has incorrect format');
  return [...new Set(ids)];
}

/** An item of `GET /agents`. */
function shortAgent(agent: Agent) {
  const { name, permission, avatar, login, status } = agent;
  return { name, permission, avatar, login, status };
}

/** The response for a single agent. It has had no `api_key` since 2022. */
function fullAgent(account: Account, agent: Agent): Record<string, unknown> {
  return {
    login: agent.login,
    name: agent.name,
    login_status: agent.loginStatus,
    permission: agent.permission,
    daily_summary: agent.dailySummary,
    job_title: agent.jobTitle,
    avatar: agent.avatar,
    notifications: agent.notifications,
    max_chats_count: agent.maxChatsCount,
    groups: agent.groups.map((id) => ({ id, name: account.groupName(id) })),
    status: agent.status,
    last_logout: agent.lastLogout,
    ...(agent.workScheduler && { work_scheduler: agent.workScheduler }),
  };
}
