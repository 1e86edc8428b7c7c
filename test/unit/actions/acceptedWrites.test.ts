import assert from 'node:assert/strict';
import type { AccountKind } from '../../../src/core/domain/account';
import { ActionsFixture } from './support/actionsFixture';
import { ChatsFixture } from './support/chatsFixture';

const accepted = [
  ['OK', 'OK'],
  ['an empty object', {}],
  ['an empty body', ''],
] as const;

for (const kind of ['classic', 'platform'] as const satisfies readonly AccountKind[]) {
  describe(`${kind} account: ticket whose creation was answered without it`, () => {
    let fixture: ActionsFixture;
    afterEach(() => fixture.close());
    const draft = {
      message: 'The zipper broke.',
      subject: 'Broken zipper',
      requester: { mail: 'kim@mail.test' },
    };
    const post = { method: 'POST', path: /\/tickets$/ };

    for (const [what, body] of accepted) {
      it(`is created if it is found after ${what}`, async () => {
        fixture = await ActionsFixture.open({ kind });
        // The ticket that the answered call stands for.
        await fixture.ticketActions.create(draft);
        fixture.sandbox.faults.next({ match: post, status: 200, body });
        const result = await fixture.ticketActions.create(draft);
        assert.equal(result.kind, 'created');
        assert.equal(result.ticket.subject, draft.subject);
        assert.deepEqual(
          (await fixture.log()).map(({ outcome, target }) => [outcome, target]),
          [
            ['done', result.ticket.id],
            ['done', result.ticket.id],
          ],
        );
      });

      it(`is created but not visible yet if it is not found after ${what}`, async () => {
        fixture = await ActionsFixture.open({ kind });
        fixture.sandbox.faults.next({ match: post, status: 200, body });
        const result = await fixture.ticketActions.create(draft);
        assert.equal(result.kind, 'lost');
        assert.deepEqual([result.isAccepted, result.found], [true, []]);
        assert.deepEqual(
          (await fixture.log()).map(({ outcome }) => outcome),
          ['done'],
        );
      });
    }
  });
}

describe('classic account: write that was answered with a bare text', () => {
  let fixture: ActionsFixture;
  beforeEach(async () => (fixture = await ActionsFixture.open()));
  afterEach(() => fixture.close());
  const anyLogin = async (): Promise<string> => {
    const { agents } = await fixture.agentActions.list();
    return agents.findLast(({ permission }) => permission === 'normal')?.login ?? '';
  };
  const outcomes = async (): Promise<readonly string[]> =>
    (await fixture.log()).map(({ outcome }) => outcome);

  for (const change of [{ message: 'Done.' }, { tags: ['vip'] }]) {
    it(`a ticket’s ${Object.keys(change).join()} is saved, but not seen yet`, async () => {
      const ticket = await fixture.anyTicket();
      fixture.sandbox.faults.next({ match: { method: 'PUT' }, status: 200, body: 'OK' });
      const result = await fixture.ticketActions.update({ ticketId: ticket.id, change });
      assert.equal(result.kind, 'saved');
      assert.deepEqual(
        result.warnings.map(({ kind }) => kind),
        ['not-seen'],
      );
      assert.deepEqual(await outcomes(), ['done']);
    });
  }

  it('an agent’s change is saved, also if the agent cannot be read afterwards', async () => {
    const login = await anyLogin();
    for (const isReadable of [true, false]) {
      fixture.sandbox.faults.next({ match: { method: 'PUT' }, status: 200, body: 'OK' });
      if (!isReadable) {
        fixture.sandbox.faults.next({ match: { method: 'GET' } });
        fixture.sandbox.faults.next({ match: { method: 'GET' }, status: 403 });
      }
      const result = await fixture.agentActions.update({ login, change: { name: 'Nora' } });
      assert.equal(result.kind, 'saved');
      assert.deepEqual(result.warnings, [{ kind: 'not-seen', field: 'name' }]);
    }
    assert.deepEqual(await outcomes(), ['done', 'done']);
  });

  it('a new agent is created, also if the agent cannot be read yet', async () => {
    fixture.sandbox.faults.next({ match: { method: 'POST' }, status: 200, body: 'OK' });
    const result = await fixture.agentActions.create({ login: 'new@shop.test', name: 'New' });
    assert.equal(result.kind, 'created');
    assert.deepEqual(await outcomes(), ['done']);
  });

  it('an agent is removed', async () => {
    const login = await anyLogin();
    fixture.sandbox.faults.next({ match: { method: 'DELETE' }, status: 200, body: 'OK' });
    await fixture.agentActions.remove(login);
    assert.deepEqual(await outcomes(), ['done']);
  });
});

describe('chat: action that was answered with a bare text', () => {
  let fixture: ChatsFixture;
  beforeEach(async () => (fixture = await ChatsFixture.open()));
  afterEach(() => fixture.close());

  const ok = { status: 200, body: 'OK' };

  it('a chat is closed, joined and transferred', async () => {
    const { chatId } = fixture.chats.startChat({ name: 'Kim', agent: fixture.me });
    fixture.failNext('transfer_chat', ok);
    await fixture.actions.transfer(chatId, { agent: fixture.colleague });
    fixture.failNext('deactivate_chat', ok);
    await fixture.actions.close(chatId);
    const waiting = fixture.chats.startChat({ name: 'Ana', waiting: 'unassigned' });
    fixture.failNext('add_user_to_chat', ok);
    await fixture.actions.join({ chatId: waiting.chatId, how: 'whisper' });
    assert.deepEqual(
      (await fixture.log()).map(({ outcome }) => outcome),
      ['done', 'done', 'done'],
    );
  });
});
