import assert from 'node:assert/strict';
import { listTickets, succeeded, type HelpdeskTicket } from './helpdeskTicket';
import { PlatformBench, type ErrorBody } from './platformBench';

interface Named {
  readonly ID: string;
  readonly name: string;
  readonly email?: string;
  readonly status?: string;
  readonly teamIDs?: readonly string[];
}

describe('sandbox ticket writes (HelpDesk API)', () => {
  let bench: PlatformBench;
  beforeEach(async () => (bench = await PlatformBench.start()));
  afterEach(() => bench.sandbox.dispose());

  const get = (ID: string) => succeeded<HelpdeskTicket>(bench.helpdesk('GET', `/tickets/${ID}`));
  const post = async (body: object) =>
    await succeeded<HelpdeskTicket>(bench.helpdesk('POST', '/tickets', body));
  const patch = (ID: string, body: object) =>
    succeeded<HelpdeskTicket>(bench.helpdesk('PATCH', `/tickets/${ID}`, body));
  const named = (path: string) => succeeded<Named[]>(bench.helpdesk('GET', path));
  const refusal = async (method: string, path: string, body: object) => {
    const answer = await bench.helpdesk(method, path, body);
    return [answer.status, (answer.json() as ErrorBody).error.message];
  };
  const newTicket = { requester: { email: 'kim@mail.example', name: 'Kim' }, message: { text: 'It broke.' } };
  const classic = async (id: string) => {
    const { login, apiKey } = bench.sandbox.credentials[0]!;
    const Authorization = `Basic ${Buffer.from(`${login}:${apiKey}`).toString('base64')}`;
    const url = `${bench.sandbox.url}/v2/tickets/${id}`;
    return await succeeded<{ status: string; subject: string; tags: string[]; assignee?: { id: string } }>(
      bench.call('GET', url, { headers: { Authorization } }),
    );
  };

  it('creates a ticket visible in both APIs, from required and from all fields', async () => {
    const little = await post(newTicket);
    assert.deepEqual(
      [little.status, little.priority, little.subject, little.silo, little.events[0]!.author],
      ['open', 0, '(no subject)', 'tickets', { type: 'client', email: 'kim@mail.example', name: 'Kim' }],
    );
    const [agent] = await named('/agents');
    const team = (await named('/teams'))[2]!;
    const tag = (await named('/tags')).find(({ name }) => name === 'urgent')!;
    const much = await post({
      ...newTicket,
      ...{ subject: 'Zipper', status: 'onhold', priority: 20, teamIDs: [team.ID], tagIDs: [tag.ID] },
      ...{ assignment: { team: { ID: team.ID }, agent: { ID: agent!.ID } }, author: { type: 'agent' } },
      isPrivate: true,
    });
    assert.deepEqual([much.status, much.priority, much.assignment!.agent!.ID], ['onhold', 20, agent!.ID]);
    assert.equal(much.events[0]!.author.type, 'agent');
    assert.equal(much.events[0]!.message!.isPrivate, true);
    assert.deepEqual(await get(much.ID), much);
    const row = await classic(much.shortID);
    assert.deepEqual([row.status, row.subject, row.tags], ['pending', 'Zipper', ['urgent']]);
    assert.equal(
      (await listTickets(bench)).rows.some(({ ID }) => ID === much.ID),
      true,
    );
  });

  it('rejects missing and unknown fields by name', async () => {
    const { ID } = await post(newTicket);
    assert.deepEqual(await refusal('POST', '/tickets', { message: { text: 'x' } }), [
      422,
      '"requester" is required',
    ]);
    assert.deepEqual(await refusal('POST', '/tickets', { ...newTicket, silo: 'spam' }), [
      422,
      '"silo" is not allowed',
    ]);
    assert.deepEqual(await refusal('PATCH', `/tickets/${ID}`, { tagIDs: ['x'] }), [
      422,
      '"tagIDs" is invalid',
    ]);
    assert.deepEqual(await refusal('PATCH', `/tickets/${ID}`, { status: 'spam' }), [
      422,
      '"status" is invalid',
    ]);
    const secret = { message: { text: 'x' }, author: { type: 'client' }, isPrivate: true };
    assert.deepEqual(await refusal('PATCH', `/tickets/${ID}`, secret), [422, '"isPrivate" is not allowed']);
  });

  it('adds replies, private notes and messages of the customer', async () => {
    const { ID } = await post(newTicket);
    await patch(ID, { message: { text: 'Sorry.' }, author: { type: 'agent' }, isPrivate: false });
    await patch(ID, { message: { text: 'Check stock.' }, author: { type: 'agent' }, isPrivate: true });
    bench.clock.advance(5000);
    const ticket = await patch(ID, { message: { text: 'Thanks!' }, author: { type: 'client' } });
    assert.deepEqual(
      ticket.events.map(({ message, author }) => [message!.text, message!.isPrivate, author.type]),
      [
        ['It broke.', false, 'client'],
        ['Sorry.', false, 'agent'],
        ['Check stock.', true, 'agent'],
        ['Thanks!', false, 'client'],
      ],
    );
    assert.equal(ticket.lastMessageAt, '2026-07-01T12:00:05.000Z');
    assert.equal(ticket.updatedAt, ticket.lastMessageAt);
  });

  it('updates single fields of a ticket', async () => {
    const before = await post({ ...newTicket, priority: 10 });
    const after = await patch(before.ID, { status: 'closed', subject: 'New' });
    assert.deepEqual([after.status, after.subject, after.priority], ['closed', 'New', 10]);
    assert.equal((await classic(before.shortID)).status, 'solved');
    const reopened = await patch(before.ID, { status: 'open' });
    assert.deepEqual(reopened.events.at(-1)!.status, { old: 'solved', new: 'open' });
    const renamed = await patch(before.ID, { requester: { name: 'Kim B.' } });
    assert.deepEqual(renamed.requester, { email: 'kim@mail.example', name: 'Kim B.' });
    const [agent] = await named('/agents');
    await patch(before.ID, { assignment: { agent: { ID: agent!.ID } } });
    assert.ok((await classic(before.shortID)).assignee);
    assert.equal((await patch(before.ID, { assignment: null })).assignment?.agent ?? null, null);
    assert.equal((await classic(before.shortID)).assignee, undefined);
  });

  it('moves a ticket to spam, archive and trash and back, responding with OK', async () => {
    const { ID, shortID } = await post(newTicket);
    const move = async (silo: string) => {
      const answer = await bench.helpdesk('PUT', `/tickets/${ID}/silo`, { silo });
      assert.deepEqual([answer.status, answer.text], [200, 'OK']);
      return get(ID);
    };
    assert.equal((await move('spam')).spam.status, true);
    assert.equal((await classic(shortID)).status, 'spam');
    assert.equal((await move('archive')).silo, 'archive');
    assert.equal((await move('tickets')).silo, 'tickets');
    assert.equal((await bench.helpdesk('DELETE', `/tickets/${ID}`)).text, 'OK');
    assert.equal((await listTickets(bench, 'silo=trash')).total, 1);
  });

  it('lists agents of LiveChat and HelpDesk, invites agents, limits seats and removes agents', async () => {
    const people = await named('/agents');
    assert.equal(people.filter(({ status }) => status === 'invited').length, 2);
    assert.ok(people.some(({ email }) => email === 'auditor@harborpine.example'));
    const guest = { email: 'new@harborpine.example', name: 'New' };
    const made = await succeeded<Named>(bench.helpdesk('POST', '/agents', guest));
    assert.equal(made.status, 'invited');
    assert.equal((await bench.helpdesk('POST', '/agents', guest)).status, 409);
    assert.deepEqual(await refusal('POST', '/agents', { ...guest, status: 'active' }), [
      422,
      '"status" is not allowed',
    ]);
    bench.sandbox.platform.switches.setHelpdeskSeats(5);
    const full = await bench.helpdesk('POST', '/agents', { ...guest, email: 'b@x.example' });
    assert.deepEqual([full.status, (full.json() as ErrorBody).error.type], [409, 'limitExceeded']);
    const team = (await named('/teams'))[1]!;
    const path = `/agents/${people[0]!.ID}`;
    const moved = await succeeded<Named>(bench.helpdesk('PATCH', path, { teamIDs: [team.ID] }));
    assert.ok(moved.teamIDs!.includes(team.ID));
    assert.equal((await bench.helpdesk('DELETE', path)).text, 'OK');
    assert.ok((await named('/agents')).every(({ ID }) => ID !== people[0]!.ID));
  });

  it('creates a tag that can be set on tickets by id', async () => {
    const tag = await succeeded<Named>(bench.helpdesk('POST', '/tags', { name: 'fragile' }));
    const { tagIDs } = await post({ ...newTicket, tagIDs: [tag.ID] });
    assert.deepEqual(tagIDs, [tag.ID]);
    assert.ok((await named('/tags')).some(({ name }) => name === 'fragile'));
  });

  it('lists licenses with a valid token', async () => {
    const [licence] = await succeeded<{ ID: number; settings: { companyName: string } }[]>(
      bench.helpdesk('GET', '/licenses'),
    );
    assert.equal(licence!.settings.companyName, 'Harbor & Pine');
    const poor = bench.sandbox.platform.switches.issueToken(bench.credential('owner').login, [
      'agents--all:ro',
    ]);
    assert.equal((await bench.helpdesk('GET', '/licenses', undefined, { who: poor })).status, 403);
    assert.deepEqual(bench.sandbox.calls.byKind.helpdesk, 2);
  });

  it('counts calls by route', async () => {
    const { ID } = await post(newTicket);
    await get(ID);
    await get(ID);
    assert.deepEqual(bench.sandbox.calls.byRoute, {
      'POST /helpdesk/v1/tickets': 1,
      'GET /helpdesk/v1/tickets/:id': 2,
    });
  });
});
