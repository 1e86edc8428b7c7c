import assert from 'node:assert/strict';
import { failureFrom } from '../api/support/failureFrom';
import { ActionsFixture } from './support/actionsFixture';
import { ChatsFixture } from './support/chatsFixture';

describe('a login in another case than LiveChat’s', () => {
  for (const kind of ['classic', 'platform'] as const) {
    describe(`of an agent of a ${kind} account`, () => {
      let fixture: ActionsFixture;
      let login: string;
      beforeEach(async () => {
        fixture = await ActionsFixture.open({ kind });
        const { agents } = await fixture.agentActions.list();
        login = agents.find(({ permission }) => permission === 'normal')?.login ?? '';
        assert.notEqual(login, '');
      });
      afterEach(() => fixture.close());

      it('is read as that agent', async () => {
        assert.equal((await fixture.agentActions.get(login.toUpperCase())).login, login);
      });

      it('is changed as that agent', async () => {
        const change = { job_title: 'Returns' };
        const result = await fixture.agentActions.update({ login: login.toUpperCase(), change });
        assert.deepEqual(
          [result.kind, (await fixture.agentActions.get(login)).job_title],
          ['saved', 'Returns'],
        );
      });

      it('is removed as that agent', async () => {
        await fixture.agentActions.remove(login.toUpperCase());
        assert.equal((await failureFrom(fixture.agentActions.get(login))).code, 'not-found');
        assert.deepEqual(
          (await fixture.log()).map(({ target }) => target),
          [login],
        );
      });

      it('is found if LiveChat writes it in capitals', async () => {
        const created = await fixture.agentActions.create({ login: 'Nora@Shop.test', name: 'Nora' });
        assert.equal(created.kind, 'created');
        assert.equal((await fixture.agentActions.get('nora@shop.test')).login, 'Nora@Shop.test');
      });

      it('is not found if no agent has it', async () => {
        const failure = await failureFrom(fixture.agentActions.get('None@Shop.test'));
        assert.equal(failure.code, 'not-found');
      });

      it('is accepted as the assignee of a new or changed ticket', async () => {
        const assignee = { id: login.toUpperCase() };
        const draft = { message: 'Hello', requester: { mail: 'kim@mail.test' }, assignee };
        const created = await fixture.ticketActions.create(draft);
        assert.ok(created.kind === 'created');
        assert.deepEqual([created.ticket.assignee?.id, created.warnings], [login, []]);
        const { agents } = await fixture.agentActions.list();
        const other = agents.find((agent) => agent.login !== login)?.login ?? '';
        const result = await fixture.ticketActions.update({
          ticketId: created.ticket.id,
          change: { assignee: { id: other.toUpperCase() } },
        });
        assert.ok(result.kind === 'saved');
        assert.deepEqual([result.ticket.assignee?.id, result.warnings], [other, []]);
      });
    });
  }

  it('filters tickets of a classic account', async () => {
    const fixture = await ActionsFixture.open();
    try {
      const { assignee } = await fixture.anyTicket((ticket) => ticket.assignee !== undefined);
      const login = assignee?.id ?? '';
      const total = async (id: string): Promise<number> =>
        (await fixture.ticketActions.list({ assignee: id })).result.total;
      assert.ok((await total(login)) > 0);
      assert.equal(await total(login.toUpperCase()), await total(login));
    } finally {
      await fixture.close();
    }
  });

  describe('in chats', () => {
    let fixture: ChatsFixture;
    beforeEach(async () => {
      fixture = await ChatsFixture.open();
    });
    afterEach(() => fixture.close());

    it('is accepted as the target of a transfer, and sent in LiveChat’s case', async () => {
      const { chatId } = fixture.chats.startChat({ name: 'Ana', agent: fixture.me });
      const chat = await fixture.actions.transfer(chatId, { agent: fixture.colleague.toUpperCase() });
      assert.deepEqual(
        chat.agents.map(({ login }) => login),
        [fixture.colleague],
      );
      assert.deepEqual((await fixture.log())[0]?.after, { agent: fixture.colleague });
    });

    it('is accepted for an agent who is offline', async () => {
      const { chatId } = fixture.chats.startChat({ name: 'Ana', agent: fixture.me });
      const offline = (await fixture.offlineAgent()).toUpperCase();
      const failure = await failureFrom(fixture.actions.transfer(chatId, { agent: offline }));
      assert.ok(failure.code === 'conflict');
      assert.equal(failure.chat, 'agent-offline');
    });

    it('finds archived chats', async () => {
      const { chatId } = fixture.chats.startChat({ name: 'Ana', agent: fixture.colleague });
      fixture.chats.customerLeaves(chatId);
      const total = async (agent: string): Promise<number> =>
        (await fixture.actions.search({ agent }, 1)).total;
      assert.ok((await total(fixture.colleague)) > 0);
      assert.equal(await total(fixture.colleague.toUpperCase()), await total(fixture.colleague));
    });
  });
});
