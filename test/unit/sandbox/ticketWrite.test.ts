import assert from 'node:assert/strict';
import { TestBench, type TicketPage, type TicketRow } from './testBench';

describe('sandbox ticket writes (REST v2)', () => {
  let bench: TestBench;
  let first: TicketRow;
  beforeEach(async () => {
    bench = await TestBench.start({ tickets: 25 });
    first = (await bench.get<TicketPage>('/tickets?assigned=1&status=open')).tickets[0]!;
  });
  afterEach(() => bench.sandbox.dispose());

  const now = () => bench.clock.now() / 1000;
  const create = (json: unknown) => bench.call('POST', '/tickets', { json });

  it('returns a single ticket as a bare object, equal to the one in the list', async () => {
    assert.deepEqual(await bench.get(`/tickets/${first.id}`), first);
    const missing = await bench.call('GET', '/tickets/00000');
    assert.equal(missing.status, 404);
    assert.deepEqual(missing.json(), { error: 'Ticket not found' });
  });

  it('creates a ticket from message and requester with the documented defaults', async () => {
    bench.clock.advance(5000);
    const ticket = await bench.ok<TicketRow>('POST', '/tickets', {
      json: { message: 'It broke.', requester: { mail: 'kim@mail.example' } },
    });
    assert.deepEqual(
      [
        ticket.subject,
        ticket.status,
        ticket.groups,
        ticket.tags,
        ticket.source,
        ticket.assignee,
        ticket.modified,
      ],
      ['(no subject)', 'open', [0], [], { type: 'lc2' }, undefined, now()],
    );
    assert.deepEqual(ticket.requester, { mail: 'kim@mail.example' });
    assert.equal(ticket.events[0]!.message, 'It broke.');
    assert.deepEqual([ticket.events[0]!.author.type, ticket.events[0]!.date], ['client', now()]);
    const { tickets, total } = await bench.get<TicketPage>('/tickets');
    assert.deepEqual([tickets[0], total], [ticket, 26]);
  });

  it('creates a ticket with all fields, from JSON and from a form', async () => {
    const login = bench.login('owner');
    const fromJson = await bench.ok<TicketRow>('POST', '/tickets', {
      json: {
        message: 'Hi',
        subject: 'All',
        requester: { mail: 'kim@mail.example', name: 'Kim' },
        assignee: { id: login },
        source: { type: 'chat-window', url: 'https://shop.example/' },
        group: [1, 2],
      },
    });
    const fromForm = await bench.ok<TicketRow>('POST', '/tickets', {
      form:
        'message=Hi&subject=All&requester[mail]=kim@mail.example&requester[name]=Kim&group[]=1&group[]=2' +
        `&assignee[id]=${encodeURIComponent(login)}&source[type]=chat-window&source[url]=https://shop.example/`,
    });
    assert.deepEqual({ ...fromForm, id: '' }, { ...fromJson, id: '' });
    assert.deepEqual(fromJson.assignee, { id: login, name: bench.sandbox.credentials[0]!.name });
    assert.deepEqual(fromJson.source, { type: 'chat-window', url: 'https://shop.example/' });
    assert.deepEqual(fromJson.groups, [1, 2]);
  });

  it('stores a source URL for chat windows only', async () => {
    const json = {
      message: 'Hi',
      requester: { mail: 'kim@mail.example' },
      source: { type: 'mail', url: 'https://shop.example/' },
    };
    assert.deepEqual((await bench.ok<TicketRow>('POST', '/tickets', { json })).source, { type: 'mail' });
  });

  it('rejects missing and malformed fields with a list of errors', async () => {
    const errorsOf = async (json: unknown) => {
      const answer = await create(json);
      assert.equal(answer.status, 400);
      return (answer.json() as { errors: string[] }).errors;
    };
    assert.deepEqual(await errorsOf({}), ['message is required', 'requester is required']);
    assert.deepEqual(await errorsOf({ message: '', requester: {} }), [
      'message is required',
      'requester.mail is required',
    ]);
    const requester = { mail: 'kim@mail.example' };
    assert.deepEqual(await errorsOf({ message: 'x', requester: { mail: 'kim' } }), [
      'requester.mail has incorrect format',
    ]);
    assert.deepEqual(await errorsOf({ message: 'x', requester, assignee: { id: 'no@where.example' } }), [
      'assignee.id has incorrect format',
    ]);
    assert.deepEqual(await errorsOf({ message: 'x', requester, source: { type: 'facebook' } }), [
      'source.type has incorrect format',
    ]);
    assert.deepEqual(await errorsOf({ message: 'x', requester, group: [77] }), [
      'group has incorrect format',
    ]);
    assert.deepEqual(await errorsOf('text'), ['body has incorrect format']);
  });

  it('replaces all tags, also with an empty list', async () => {
    const path = `/tickets/${first.id}/tags`;
    const tags = async (options: { json?: unknown; form?: string }) =>
      (await bench.ok<TicketRow>('PUT', path, options)).tags;
    assert.deepEqual(await tags({ json: { tag: ['a', 'b', 'a'] } }), ['a', 'b']);
    assert.deepEqual(await tags({ form: 'tag[]=c' }), ['c']);
    assert.deepEqual((await bench.get<TicketRow>(`/tickets/${first.id}`)).tags, ['c']);
    assert.deepEqual(await tags({ json: { tag: [] } }), []);
    assert.deepEqual(await tags({ form: 'tag[]=x&tag[]=y' }), ['x', 'y']);
    assert.deepEqual(await tags({ form: 'tag=' }), []);
    assert.equal((await bench.call('PUT', path, { json: {} })).status, 400);
    assert.equal((await bench.call('PUT', '/tickets/00000/tags', { json: { tag: [] } })).status, 404);
  });

  it('updates the connector’s fields and leaves the others', async () => {
    bench.clock.advance(60_000);
    const login = bench.login('administrator');
    const ticket = await bench.ok<TicketRow>('PUT', `/tickets/${first.id}`, {
      json: {
        message: 'We look into it.',
        requester: { mail: first.requester.mail, name: 'Renamed' },
        subject: 'New subject',
        assignee: { id: login },
        source: { type: 'mail' },
        status: 'solved',
      },
    });
    assert.deepEqual([ticket.subject, ticket.status, ticket.modified], ['New subject', 'solved', now()]);
    assert.deepEqual(
      [ticket.requester.name, ticket.assignee?.id, ticket.source],
      ['Renamed', login, { type: 'mail' }],
    );
    assert.deepEqual(ticket.tags, first.tags);
    const added = ticket.events.slice(first.events.length);
    assert.deepEqual(
      added.map(({ type }) => type),
      ['assignee_changed', 'status_changed', 'message'],
    );
    const said = added.at(-1)!;
    assert.deepEqual(
      [said.author.id, said.author.type, said.is_private],
      [bench.login('owner'), 'agent', false],
    );
    assert.equal((await bench.get<TicketPage>('/tickets')).tickets[0]!.id, first.id);
  });

  it('adds a private message without changing other fields', async () => {
    const form = 'message=For+us+only&is_private=1';
    const ticket = await bench.ok<TicketRow>('PUT', `/tickets/${first.id}`, { form });
    assert.equal(ticket.events.at(-1)!.is_private, true);
    const rest = ({ events: _events, modified: _modified, ...row }: TicketRow) => row;
    assert.deepEqual(rest(ticket), rest(first));
  });

  it('unassigns a ticket and rejects invalid values', async () => {
    const path = `/tickets/${first.id}`;
    assert.equal((await bench.ok<TicketRow>('PUT', path, { json: { assignee: null } })).assignee, undefined);
    assert.equal((await bench.call('PUT', path, { json: { status: 'closed' } })).status, 400);
    assert.equal(
      (await bench.call('PUT', path, { json: { assignee: { id: 'no@where.example' } } })).status,
      400,
    );
    assert.equal((await bench.call('PUT', '/tickets/00000', { json: {} })).status, 404);
  });

  for (const updateTicket of [400, 404, 405] as const) {
    it(`responds to updates with ${updateTicket} if configured, but still updates tags`, async () => {
      const other = await TestBench.start({ updateTicket });
      const { id } = (await other.get<TicketPage>('/tickets')).tickets[0]!;
      const answer = await other.call('PUT', `/tickets/${id}`, { json: { subject: 'x' } });
      assert.equal(answer.status, updateTicket);
      assert.ok((answer.json() as { error: string }).error);
      assert.equal((await other.call('PUT', `/tickets/${id}/tags`, { json: { tag: ['x'] } })).status, 200);
      await other.sandbox.dispose();
    });
  }

  it('accepts the chat widget’s offline form without authentication', async () => {
    const { events } = await bench.ok<{ events: { licence: number; id: string }[] }>('POST', '/webhooks', {
      json: { event_type: 'ticket_created', data_types: ['ticket'], url: 'http://127.0.0.1:9/' },
    });
    await bench.ok('DELETE', `/webhooks/${events[0]!.id}`);
    const form =
      `licence_id=${events[0]!.licence}&group=1&requester[name]=Kim&requester[mail]=kim@mail.example` +
      '&subject=Offline&ticket_message=Anybody+there';
    const headers = { Authorization: undefined, 'X-API-Version': undefined };
    const { id } = await bench.ok<{ id: string }>('POST', '/v2/tickets/new', { form, headers });
    const ticket = await bench.get<TicketRow>(`/tickets/${id}`);
    assert.deepEqual(
      [ticket.subject, ticket.source, ticket.groups],
      ['Offline', { type: 'chat-window' }, [1]],
    );
    assert.equal(
      (await bench.call('POST', '/v2/tickets/new', { form: 'licence_id=1', headers })).status,
      400,
    );
  });
});
