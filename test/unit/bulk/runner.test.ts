import assert from 'node:assert/strict';
import { runLeaseMs } from '../../../src/core/bulk/bulkRows';
import type { RunRequest } from '../../../src/core/bulk/run';
import type { TicketSummary } from '../../../src/core/domain/ticket';
import { FakeClock } from '../support/fakeClock';
import { BulkFixture, Kill } from './support/bulkFixture';

/** A clock that is ahead of the fixture's. */
function later(ms: number): FakeClock {
  const clock = new FakeClock();
  clock.advance(ms);
  return clock;
}

const reply: RunRequest = { status: 'solved', message: 'Hello about {{ticket.id}}' };

for (const kind of ['classic', 'platform'] as const) {
  describe(`a run of changes, ${kind}`, () => {
    let fixture: BulkFixture;
    let tickets: readonly TicketSummary[];

    beforeEach(async () => {
      fixture = await BulkFixture.open({ kind });
      tickets = await fixture.tickets(5);
    });
    afterEach(() => fixture.close());

    it('sends to each ticket exactly what was planned, one after another, and records it', async () => {
      const id = await fixture.confirmed(reply, tickets);
      const window = fixture.window('one');
      const seen: (number | undefined)[] = [];
      window.onDidChange(({ position }) => seen.push(position));
      assert.deepEqual(await window.run(id), { kind: 'ended' });
      assert.deepEqual(
        await fixture.states(id),
        tickets.map(() => 'done'),
      );
      assert.deepEqual(
        seen.filter((position) => position !== undefined),
        [0, 1, 2, 3, 4],
      );
      for (const ticket of tickets) {
        assert.equal(await fixture.messages(ticket.id, `Hello about ${ticket.id}`), 1);
        assert.equal((await fixture.ticket(ticket.id)).status, 'solved');
      }
      const log = await fixture.inner.log();
      assert.deepEqual(
        log.map(({ run, target }) => `${run} ${target}`),
        tickets.map((ticket) => `${id} ${ticket.id}`),
      );
      assert.deepEqual(log[0]?.before?.status, 'open');
      assert.equal((await fixture.rows.run(id))?.state, 'ended');
      assert.deepEqual(await window.run(id), { kind: 'taken' }, 'an ended run is not run again');
    });

    it('does not send what is so already, and overwrites nothing that others changed', async () => {
      const [first, second] = tickets;
      assert.ok(first && second);
      const id = await fixture.confirmed({ status: 'solved' }, tickets);
      await fixture.inner.ticketActions.update({ ticketId: first.id, change: { status: 'solved' } });
      await fixture.inner.ticketActions.update({ ticketId: second.id, change: { status: 'pending' } });
      assert.deepEqual(await fixture.window('one').run(id), { kind: 'ended' });
      const items = await fixture.items(id);
      assert.deepEqual(
        items.map(({ state }) => state),
        ['unchanged', 'failed', 'done', 'done', 'done'],
      );
      assert.deepEqual(items[1]?.outcome, { conflicts: ['status'] });
      assert.equal((await fixture.ticket(second.id)).status, 'pending');
    });

    it('waits as long as LiveChat asks, and continues with the same ticket', async () => {
      const id = await fixture.confirmed(reply, tickets);
      const { sandbox, clock } = fixture.inner;
      const method = kind === 'classic' ? 'PUT' : 'PATCH';
      sandbox.faults.next({
        match: { method, path: new RegExp(`/tickets/${tickets[1]?.id ?? ''}$`) },
        retryAfter: 1,
      });
      const window = fixture.window('one');
      const paused = new Promise<void>((resolve) => {
        window.onDidChange(() => {
          void fixture.rows.run(id).then((run) => run?.pausedUntil !== undefined && resolve());
        });
      });
      const running = window.run(id);
      await paused;
      assert.equal((await fixture.rows.run(id))?.pausedUntil, clock.now() + 1_000);
      assert.deepEqual(await fixture.states(id), ['done', 'waiting', 'waiting', 'waiting', 'waiting']);
      clock.advance(1_000);
      assert.deepEqual(await running, { kind: 'ended' });
      assert.deepEqual(
        await fixture.states(id),
        tickets.map(() => 'done'),
      );
      for (const { id: ticketId } of tickets) assert.equal(await fixture.messages(ticketId, 'Hello'), 1);
    });

    it('is paused, resumed and cancelled', async () => {
      const id = await fixture.confirmed({ status: 'solved' }, tickets);
      const window = fixture.window('one');
      const pause = window.onDidChange(({ position }) => {
        if (position === 1) window.pause(id);
      });
      assert.deepEqual(await window.run(id), { kind: 'paused' });
      pause.dispose();
      assert.deepEqual(await fixture.states(id), ['done', 'done', 'waiting', 'waiting', 'waiting']);
      assert.equal((await fixture.rows.run(id))?.state, 'paused');
      window.onDidChange(({ position }) => {
        if (position === 2) void window.cancel(id);
      });
      assert.deepEqual(await window.run(id), { kind: 'ended' });
      assert.deepEqual(await fixture.states(id), ['done', 'done', 'done', 'not-sent', 'not-sent']);
      assert.equal(fixture.writes, 3);
    });

    it('is cancelled while it is paused', async () => {
      const id = await fixture.confirmed({ status: 'solved' }, tickets);
      await fixture.window('one').cancel(id);
      assert.deepEqual(
        await fixture.states(id),
        tickets.map(() => 'not-sent'),
      );
      assert.equal((await fixture.rows.run(id))?.state, 'ended');
      assert.equal(fixture.writes, 0);
    });

    it('is paused while nothing can be sent, and changes no ticket of another account', async () => {
      const id = await fixture.confirmed({ status: 'solved' }, tickets);
      const window = fixture.window('one');
      let switching: Promise<void> | undefined;
      window.onDidChange(({ position }) => {
        if (position === 0) switching = fixture.inner.accounts.add(fixture.inner.credential(1));
      });
      const mine = fixture.account;
      const end = await window.run(id);
      await switching;
      assert.deepEqual(end, { kind: 'blocked', why: { code: 'cancelled' } });
      assert.deepEqual(await window.run(id), { kind: 'blocked', why: { code: 'cancelled' } });
      const states = await fixture.states(id);
      assert.deepEqual(states, ['done', 'waiting', 'waiting', 'waiting', 'waiting']);
      assert.equal(fixture.writes, 1);
      assert.deepEqual(
        (await fixture.rows.interrupted(mine, fixture.inner.clock.now())).map((run) => run.id),
        [id],
      );
    });

    it('is taken by one window, and by another once its lease is over', async () => {
      const id = await fixture.confirmed(reply, tickets);
      const kill = new Kill(3, 'after');
      void fixture.window('one', { kill }).run(id);
      await kill.killed;
      assert.deepEqual(await fixture.window('two').run(id), { kind: 'taken' });
      assert.deepEqual(await fixture.rows.interrupted(fixture.account, fixture.inner.clock.now()), []);
      const clock = later(runLeaseMs + 1);
      assert.equal((await fixture.rows.interrupted(fixture.account, clock.now())).length, 1);
      assert.deepEqual(await fixture.window('two', { clock }).run(id), { kind: 'ended' });
    });

    it('is worked on by one of several windows only', async () => {
      const id = await fixture.confirmed(reply, tickets);
      const ends = await Promise.all(['one', 'two', 'three'].map((owner) => fixture.window(owner).run(id)));
      assert.deepEqual(ends.map(({ kind: how }) => how).sort(), ['ended', 'taken', 'taken']);
      for (const { id: ticketId } of tickets) assert.equal(await fixture.messages(ticketId, 'Hello'), 1);
    });

    it('is not continued by a window that lost its lease while it slept', async () => {
      const id = await fixture.confirmed(reply, tickets);
      const first = fixture.window('one');
      let second: Promise<unknown> | undefined;
      first.onDidChange(({ position }) => {
        if (position === 1) second = fixture.window('two', { clock: later(runLeaseMs + 1) }).run(id);
      });
      const end = await first.run(id);
      assert.ok(second);
      await second;
      assert.deepEqual(end, { kind: 'taken' });
      for (const { id: ticketId } of tickets) assert.ok((await fixture.messages(ticketId, 'Hello')) <= 1);
      const states = await fixture.states(id);
      assert.ok(
        states.every((state) => state === 'done' || state === 'unconfirmed'),
        states.join(),
      );
    });
  });
}

describe('a run whose window ends at any moment', () => {
  const cases = (['before', 'after'] as const).flatMap((when) =>
    Array.from({ length: 14 }, (_, at) => ({ when, at: at + 1 })),
  );

  for (const request of [reply, { status: 'solved' } as const]) {
    const what = 'message' in request ? 'message' : 'status';
    for (const { when, at } of cases) {
      it(`(${what}, ${when} step ${at}) does nothing twice, and loses nothing`, async () => {
        const fixture = await BulkFixture.open();
        try {
          const tickets = await fixture.tickets(3);
          const id = await fixture.confirmed(request, tickets);
          const kill = new Kill(at, when);
          const first = fixture.window('one', { kill });
          await Promise.race([first.run(id), kill.killed]);
          const left = (await fixture.rows.run(id))?.state;
          const end = await fixture.window('two', { clock: later(runLeaseMs + 1) }).run(id);
          assert.equal(end.kind, left === 'ended' ? 'taken' : 'ended');
          assert.equal((await fixture.rows.run(id))?.state, 'ended');
          const items = await fixture.items(id);
          for (const { ticketId, state, outcome } of items) {
            const { status } = await fixture.ticket(ticketId);
            const messages = await fixture.messages(ticketId, 'Hello');
            if (what === 'status')
              assert.deepEqual([state === 'unchanged' ? 'done' : state, status], ['done', 'solved']);
            else if (state === 'done') assert.deepEqual([status, messages], ['solved', 1]);
            else {
              assert.deepEqual(
                [state, messages, outcome?.missing],
                ['unconfirmed', 0, ['message', 'status']],
              );
            }
          }
          assert.ok(items.filter(({ state }) => state === 'unconfirmed').length <= 1);
          assert.ok(fixture.writes <= 3, `${fixture.writes} writes`);
          const recorded = (await fixture.inner.log()).map(({ target }) => target);
          const done = items.filter(({ state }) => state === 'done').map(({ ticketId }) => ticketId);
          assert.deepEqual([...recorded].sort(), [...done].sort());
        } finally {
          await fixture.close();
        }
      });
    }
  }
});
