import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import { isActive, type Agent } from '../../account/agent';
import type { SandboxEnv } from '../../server/sandboxEnv';
import { roleOf } from '../configuration/agentShape';
import { millis } from '../times';
import type { Desk, Guest } from './desk';
import { checked, refuse, unknown } from './helpdeskError';
import { readJson } from './readJson';

const newAgent = v.strictObject({
  email: v.pipe(v.string(), v.email()),
  name: v.pipe(v.string(), v.nonEmpty()),
  roles: v.optional(v.array(v.picklist(['administrator', 'normal', 'viewer'])), ['normal']),
  teamIDs: v.optional(v.array(v.string()), []),
});

/** `/agents`, `/teams`, `/tags` and `/licenses` of the HelpDesk API (section 8.3). */
export function peopleRoutes(desk: Desk): Hono<SandboxEnv> {
  const { account } = desk.world;
  const routes = new Hono<SandboxEnv>();

  routes.get('/agents', (c) =>
    c.json([
      ...desk.seated().map((agent) => agentShape(desk, agent)),
      ...[...desk.guests.values()].map((guest) => guestShape(desk, guest)),
    ]),
  );

  routes.post('/agents', async (c) => {
    const { email, name, roles, teamIDs } = checked(newAgent, await readJson(c));
    const used = desk.seated().length + desk.guests.size;
    const known = desk.seated().some(({ login }) => login === email);
    if (known || desk.guests.has(desk.agentId(email))) {
      throw refuse(409, 'conflict', 'agent already exists');
    }
    if (used >= desk.seats) {
      const message = `agents count (${used + 1}) is greater than subscription allows (${desk.seats})`;
      throw refuse(409, 'limitExceeded', message);
    }
    demandTeams(desk, teamIDs);
    const ID = desk.agentId(email);
    // A LiveChat agent without a seat gets it back.
    if (desk.unseated.delete(email)) {
      const agent = account.agents.get(email);
      if (agent) return c.json(agentShape(desk, agent));
    }
    const guest: Guest = { ID, email, name, roles, teamIDs, status: 'invited', createdAt: account.now() };
    desk.guests.set(ID, guest);
    return c.json(guestShape(desk, guest));
  });

  routes.patch('/agents/:id', async (c) => {
    const { teamIDs } = checked(v.strictObject({ teamIDs: v.array(v.string()) }), await readJson(c));
    demandTeams(desk, teamIDs);
    const id = c.req.param('id');
    const guest = desk.guests.get(id);
    if (guest) {
      guest.teamIDs = teamIDs;
      return c.json(guestShape(desk, guest));
    }
    const agent = seatedAgent(desk, id);
    agent.groups = teamIDs.flatMap((team) => desk.group(team)?.id ?? []).filter((group) => group !== 0);
    return c.json(agentShape(desk, agent));
  });

  routes.delete('/agents/:id', (c) => {
    const id = c.req.param('id');
    if (!desk.guests.delete(id)) desk.unseated.add(seatedAgent(desk, id).login);
    return c.text('OK');
  });

  routes.get('/teams', (c) =>
    c.json(
      [...account.groups.values()].map(({ id }) => ({
        ID: desk.teamId(id),
        licenseID: account.licence,
        name: desk.teamName(id),
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

  routes.get('/tags', (c) => c.json([...desk.tags()].map(([ID, name]) => tagShape(desk, ID, name))));

  // That a tag is made like this is a guess; no document was found [I].
  routes.post('/tags', async (c) => {
    const { name } = checked(v.object({ name: v.pipe(v.string(), v.nonEmpty()) }), await readJson(c));
    const ID = desk.tagId(name);
    if (desk.tags().has(ID)) throw refuse(409, 'conflict', 'tag already exists');
    account.tags = [...account.tags, { name, author: c.var.caller.login, created: account.now(), group: 0 }];
    return c.json(tagShape(desk, ID, name));
  });

  routes.get('/licenses', (c) =>
    c.json([{ ID: account.licence, settings: { companyName: 'Harbor & Pine' } }]),
  );

  return routes;
}

function seatedAgent(desk: Desk, id: string): Agent {
  const agent = desk.seated().find(({ login }) => desk.agentId(login) === id);
  if (!agent) throw unknown('Agent');
  return agent;
}

function demandTeams(desk: Desk, teamIDs: readonly string[]): void {
  if (teamIDs.some((id) => !desk.group(id))) throw refuse(422, 'validation', '"teamIDs" is invalid');
}

function tagShape(desk: Desk, ID: string, name: string) {
  return { ID, licenseID: desk.world.account.licence, name };
}

function agentShape(desk: Desk, agent: Agent) {
  return {
    ID: desk.agentId(agent.login),
    licenseID: desk.world.account.licence,
    createdAt: millis(0),
    updatedAt: millis(0),
    email: agent.login,
    name: agent.name,
    roles: [roleOf(agent) === 'viceowner' ? 'administrator' : agent.permission],
    teamIDs: [0, ...agent.groups].map((group) => desk.teamId(group)),
    status: isActive(agent) ? 'active' : 'invited',
    avatar: `https://${agent.avatar}`,
    jobTitle: agent.jobTitle === '' ? null : agent.jobTitle,
    autoassignment: false,
  };
}

function guestShape(desk: Desk, { createdAt, ...guest }: Guest) {
  const { licence } = desk.world.account;
  const dates = { createdAt: millis(createdAt), updatedAt: millis(createdAt) };
  return { ...guest, licenseID: licence, ...dates, avatar: null, jobTitle: null, autoassignment: false };
}
