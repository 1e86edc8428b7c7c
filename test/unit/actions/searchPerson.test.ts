import assert from 'node:assert/strict';
import { searchPerson } from '../../../src/core/actions/searchPerson';
import type { AccountKind } from '../../../src/core/domain/account';
import { customerOf } from '../../../src/core/domain/liveChat';
import { failureFrom } from '../api/support/failureFrom';
import { ActionsFixture } from './support/actionsFixture';

describe('searchPerson', function () {
  this.timeout(30_000);
  let fixture: ActionsFixture;
  afterEach(() => fixture.close());

  const open = async (kind: AccountKind): Promise<void> => {
    fixture = await ActionsFixture.open({ kind });
  };
  const signal = new AbortController().signal;

  for (const kind of ['classic', 'platform'] as const) {
    it(`finds every ticket of a requester, whatever the case of the address (${kind})`, async () => {
      await open(kind);
      const { tickets: all } = await fixture.ticketActions.listAll({});
      const mail = all.find(({ requester }) => requester?.mail !== undefined)?.requester?.mail ?? '';
      const theirs = all.filter(({ requester }) => requester?.mail === mail).map(({ id }) => id);
      const progress: { calls: number; tickets: number; chats: number }[] = [];
      const found = await searchPerson(fixture.deps, mail.toUpperCase(), {
        signal,
        onProgress: (step) => progress.push(step),
      });
      assert.ok(theirs.length > 0);
      assert.deepEqual(found.tickets.map(({ id }) => id).toSorted(), theirs.toSorted());
      assert.equal(found.isComplete, true);
      assert.equal(found.chats === undefined, kind === 'classic');
      const { tickets, chats = [] } = found;
      assert.deepEqual(progress.at(-1), {
        ...{ calls: progress.length, tickets: tickets.length, chats: chats.length },
      });
    });
  }

  it('finds chats of the archive whose visitor has the address, and no others', async () => {
    await open('platform');
    const { rows } = await fixture.deps.session.run(async ({ liveChats }) => {
      assert.ok(liveChats);
      return await liveChats.search({});
    });
    const mail = rows.map((chat) => customerOf(chat)?.email).find((email) => email !== undefined) ?? '';
    const found = await searchPerson(fixture.deps, mail, { signal, onProgress: () => undefined });
    assert.ok(found.chats && found.chats.length > 0);
    assert.deepEqual(
      found.chats.filter((chat) => customerOf(chat)?.email?.toLowerCase() !== mail.toLowerCase()),
      [],
    );
  });

  it('ends between two pages when it is canceled', async () => {
    await open('platform');
    const stop = new AbortController();
    const searching = searchPerson(fixture.deps, 'kim@example.com', {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    assert.equal((await failureFrom(searching)).code, 'cancelled');
  });
});
