import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import { isActive, type Agent } from '../../account/agent';
import type { SandboxEnv } from '../../server/sandboxEnv';
import { roleOf } from '../configuration/agentShape';
import { millis } from '../formats';
import type { HelpDesk, Guest } from './helpDesk';
import { checked, helpdeskError, notFound, readJson } from './helpdeskError';

const newAgent = v.strictObject({
  email: v.pipe(v.string(), v.email()),
  name: v.pipe(v.string(), v.nonEmpty()),
  roles: v.optional(v.array(v.picklist(['administrator', 'normal', 'viewer'])), ['normal']),
  teamIDs: v.optional(v.array(v.string()), []),
});

/** `/agents`, `/teams`, `/tags` and `/licenses`, see `docs/livechat-api.md#helpdesk-agents-teams-and-tags`. */
export function peopleRoutes(helpDesk: HelpDesk): Hono<SandboxEnv> {
  const { account } = helpDesk.platform;
  const routes = new Hono<SandboxEnv>();

  routes.get('/agents', (c) =>
    c.json([
      ...helpDesk.seated().map((agent) => agentShape(helpDesk, agent)),
      ...[...helpDesk.guests.values()].map((guest) => guestShape(helpDesk, guest)),
    ]),
  );

  routes.post('/agents', async (c) => {
    const { email, name, roles, teamIDs } = checked(newAgent, await readJson(c));
    const used = helpDesk.seated().length + helpDesk.guests.size;
    const known = helpDesk.seated().some(({ login }) => login === email);
    if (known || helpDesk.guests.has(helpDesk.agentId(email))) {
      throw helpdeskError(409, 'conflict', 'agent already exists');
    }
    if (used >= helpDesk.seats) {
      const message = `agents count (${used + 1}) is greater than subscription allows (${helpDesk.seats})`;
      throw helpdeskError(409, 'limitExceeded', message);
    }
    requireTeams(helpDesk, teamIDs);
    const ID = helpDesk.agentId(email);
    // Inviting a LiveChat agent without a seat restores the seat.
    if (helpDesk.unseated.delete(email)) {
      const agent = account.agents.get(email);
      if (agent) return c.json(agentShape(helpDesk, agent));
    }
    const guest: Guest = { ID, email, name, roles, teamIDs, status: 'invited', createdAt: account.now() };
    helpDesk.guests.set(ID, guest);
    return c.json(guestShape(helpDesk, guest));
  });

  routes.patch('/agents/:id', async (c) => {
    const { teamIDs } = checked(v.strictObject({ teamIDs: v.array(v.string()) }), await readJson(c));
    requireTeams(helpDesk, teamIDs);
    const id = c.req.param('id');
    const guest = helpDesk.guests.get(id);
    if (guest) {
      guest.teamIDs = teamIDs;
      return c.json(guestShape(helpDesk, guest));
    }
    const agent = seatedAgent(helpDesk, id);
    agent.groups = teamIDs.flatMap((team) => helpDesk.group(team)?.id ?? []).filter((group) => group !== 0);
    return c.json(agentShape(helpDesk, agent));
  });

  routes.delete('/agents/:id', (c) => {
    const id = c.req.param('id');
    if (!helpDesk.guests.delete(id)) helpDesk.unseated.add(seatedAgent(helpDesk, id).login);
    return c.text('OK');
  });

  routes.get('/teams', (c) =>
    c.json(
      [...account.groups.values()].map(({ id }) => ({
        ID: helpDesk.teamId(id),
        licenseID: account.licence,
        name: helpDesk.teamName(id),
        replyAddressID: null,
        replyName: null,
        templateID: null,
        settings: {},
        integrations: {},
        createdAt: millis(0),
        updatedAt: millis(0),
      })),
    ),
  );

  routes.get('/tags', (c) => c.json([...helpDesk.tags()].map(([ID, name]) => tagShape(helpDesk, ID, name))));

  // Inferred.
  routes.post('/tags', async (c) => {
    const { name } = checked(v.object({ name: v.pipe(v.string(), v.nonEmpty()) }), await readJson(c));
    const ID = helpDesk.tagId(name);
    if (helpDesk.tags().has(ID)) throw helpdeskError(409, 'conflict', 'tag already exists');
    account.tags = [...account.tags, { name, author: c.var.caller.login, created: account.now(), group: 0 }];
    return c.json(tagShape(helpDesk, ID, name));
  });

  routes.get('/licenses', (c) =>
    c.json([{ ID: account.licence, settings: { companyName: 'Harbor & Pine' } }]),
  );

  return routes;
}

function seatedAgent(helpDesk: HelpDesk, id: string): Agent {
  const agent = helpDesk.seated().find(({ login }) => helpDesk.agentId(login) === id);
  if (!agent) throw notFound('Agent');
  return agent;
}

function requireTeams(helpDesk: HelpDesk, teamIDs: readonly string[]): void {
  if (teamIDs.some((id) => !helpDesk.group(id)))
    throw helpdeskError(422, 'validation', '"teamIDs" is invalid');
}

function tagShape(helpDesk: HelpDesk, ID: string, name: string) {
  return { ID, licenseID: helpDesk.platform.account.licence, name };
}

function agentShape(helpDesk: HelpDesk, agent: Agent) {
  return {
    ID: helpDesk.agentId(agent.login),
    licenseID: helpDesk.platform.account.licence,
    createdAt: millis(0),
    updatedAt: millis(0),
    email: agent.login,
    name: agent.name,
    roles: [roleOf(agent) === 'viceowner' ? 'administrator' : agent.permission],
    teamIDs: [0, ...agent.groups].map((group) => helpDesk.teamId(group)),
    status: isActive(agent) ? 'active' : 'invited',
    avatar: `https://${agent.avatar}`,
    jobTitle: agent.jobTitle === '' ? null : agent.jobTitle,
    autoassignment: false,
  };
}

function guestShape(helpDesk: HelpDesk, { createdAt, ...guest }: Guest) {
  const { licence } = helpDesk.platform.account;
  const dates = { createdAt: millis(createdAt), updatedAt: millis(createdAt) };
  return { ...guest, licenseID: licence, ...dates, avatar: null, jobTitle: null, autoassignment: false };
}
