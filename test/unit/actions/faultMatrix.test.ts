import assert from 'node:assert/strict';
import type { AgentUpdateResult } from '../../../src/core/actions/agentOutcome';
import { accountKinds, type AccountKind } from '../../../src/core/domain/account';
import { failureOf } from '../../../src/core/domain/failure';
import type { LiveChatConnection } from '../../../src/core/domain/connection';
import { faults, lying } from '../support/everyFault';
import { ActionsFixture } from './support/actionsFixture';

/** At least as many steps as the calls of any action. */
const steps: Readonly<Record<AccountKind, readonly number[]>> = {
  classic: [1, 2, 3, 4],
  platform: [1, 2, 3, 4, 5, 6, 7, 8],
};

interface Action {
  readonly run: (fixture: ActionsFixture, mark: string) => Promise<unknown>;
  /** How often the action took effect, read over another connection. */
  readonly done: (colleague: LiveChatConnection, mark: string, fixture: ActionsFixture) => Promise<number>;
  /** Asserts that the reported outcome (`undefined` after a failure) is correct. Skipped for faults in `lying`. */
  readonly isTrue?: (colleague: LiveChatConnection, mark: string, reported: unknown) => Promise<void>;
}

/** The ticket of each mark, and an existing tag. */
const targets = new Map<string, string>();
const tags = new Map<string, string>();
const agentOf = (mark: string): string => `${mark}@matrix.example`;
const ticketsBy = async ({ tickets }: LiveChatConnection, mark: string): Promise<number> => {
  const { rows } = await tickets.list({ requesterMail: `${mark}@mail.example` });
  return rows.length;
};

/** Each writes data that contains the mark, or writes nothing. */
const actions: Readonly<Record<string, Action>> = {
  'listing tickets': { run: ({ ticketActions }) => ticketActions.list({}), done: () => Promise.resolve(0) },
  'listing agents': { run: ({ agentActions }) => agentActions.list(), done: () => Promise.resolve(0) },
  'creating a ticket with tags': {
    run: ({ ticketActions }, mark) =>
      ticketActions.create({
        message: `Says ${mark}`,
        subject: mark,
        requester: { mail: `${mark}@mail.example` },
        tags: [tags.get(mark) ?? ''],
      }),
    done: ticketsBy,
  },
  'answering a ticket and closing it': {
    run: async ({ ticketActions }, mark) => {
      const ticketId = targets.get(mark) ?? '';
      return await ticketActions.update({
        ticketId,
        change: { message: `Says ${mark}`, status: 'solved', tags: [tags.get(mark) ?? ''] },
      });
    },
    done: async ({ tickets }, mark) => {
      const { events } = await tickets.get(targets.get(mark) ?? '');
      return events.filter(({ message }) => message?.includes(`Says ${mark}`)).length;
    },
  },
  'creating an agent': {
    run: ({ agentActions }, mark) => agentActions.create({ login: agentOf(mark), name: mark }),
    done: async ({ agents }, mark) => {
      const rows = await agents.list();
      return rows.filter((row) => row.kind === 'agent' && row.agent.login === agentOf(mark)).length;
    },
  },
  'changing an agent': {
    run: ({ agentActions }, mark) =>
      agentActions.update({
        login: agentOf(mark),
        change: { job_title: `Job ${mark}`, name: `New ${mark}` },
      }),
    done: async ({ agents }, mark) => {
      const { job_title, name } = await agents.get(agentOf(mark));
      return job_title === `Job ${mark}` && name === `New ${mark}` ? 1 : 0;
    },
    isTrue: async ({ agents }, mark, reported) => {
      const { job_title, name } = await agents.get(agentOf(mark));
      const changed = [
        ...(name === `New ${mark}` ? ['name'] : []),
        ...(job_title === `Job ${mark}` ? ['job_title'] : []),
      ];
      if (reported === undefined) assert.deepEqual(changed, [], 'what failed changed nothing');
      else {
        const result = reported as AgentUpdateResult;
        assert.ok(result.kind !== 'conflict', 'nobody else changed it');
        const done = result.kind === 'saved' ? ['name', 'job_title'] : result.done;
        assert.deepEqual([...changed].sort(), [...done].sort(), `told as ${result.kind}`);
      }
    },
  },
  'removing an agent': {
    run: ({ agentActions }, mark) => agentActions.remove(agentOf(mark)),
    done: (_, mark, { sandbox }) =>
      Promise.resolve(
        sandbox.mails.filter(({ to, kind }) => to === agentOf(mark) && kind === 'removal').length,
      ),
  },
};

const needAgent = ['removing an agent', 'changing an agent'];

for (const kind of accountKinds) {
  describe(`${kind} account: every fault at every call of`, function () {
    this.timeout(120_000);
    let fixture: ActionsFixture;
    const rejections: unknown[] = [];
    const note = (reason: unknown): void => void rejections.push(reason);
    beforeEach(async () => {
      rejections.length = 0;
      process.on('unhandledRejection', note);
      fixture = await ActionsFixture.open({ kind, agents: 3 });
    });
    afterEach(async () => {
      process.off('unhandledRejection', note);
      await fixture.close();
    });

    let cases = 0;
    const prepare = async (colleague: LiveChatConnection, name: string): Promise<string> => {
      cases += 1;
      const mark = `m${cases}x`;
      const [tag] = await colleague.tags.list();
      assert.ok(tag);
      tags.set(mark, tag.name);
      if (needAgent.includes(name)) await colleague.agents.create({ login: agentOf(mark), name: mark });
      if (name === 'answering a ticket and closing it') {
        const { id } = await colleague.tickets.create({
          message: 'x',
          requester: { mail: `${mark}@mail.example` },
        });
        targets.set(mark, id);
      }
      return mark;
    };

    for (const [name, action] of Object.entries(actions)) {
      it(`${name}: takes effect at most once, and the reported outcome is correct`, async () => {
        const colleague = fixture.colleague();
        for (const [what, fault] of Object.entries(faults)) {
          for (const step of steps[kind]) {
            const where = `${what} at step ${step}`;
            // A new session, because a rejected key and a pause requested by the server would affect the next case.
            // A short timeout only where no response comes: a loaded machine responds late.
            fixture.timeoutMs = fault.hang ? 60 : 5_000;
            fixture.deps.session.reconnect();
            const mark = await prepare(colleague, name);
            if (step > 1) fixture.sandbox.faults.next({ times: step - 1 });
            fixture.sandbox.faults.next(fault);
            let reported: unknown;
            try {
              reported = await action.run(fixture, mark);
            } catch (thrown) {
              assert.ok(failureOf(thrown), `${where}: ${String(thrown)}`);
            }
            fixture.sandbox.faults.clear();
            const done = await action.done(colleague, mark, fixture);
            assert.ok(done <= 1, `${where}: done ${done} times`);
            if (what === 'nothing') assert.equal(done, name.startsWith('listing') ? 0 : 1, where);
            if (!lying.has(what)) await orWhere(where, action.isTrue?.(colleague, mark, reported));
          }
        }
        // Unhandled rejections are reported one turn later.
        await new Promise((turned) => setImmediate(turned));
        assert.deepEqual(rejections, []);
      });
    }
  });
}

async function orWhere(where: string, work: Promise<void> | undefined): Promise<void> {
  try {
    await work;
  } catch (thrown) {
    throw new Error(where, { cause: thrown });
  }
}
