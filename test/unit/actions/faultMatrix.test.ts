import assert from 'node:assert/strict';
import { failureOf } from '../../../src/core/domain/failure';
import type { LiveChatConnection } from '../../../src/core/domain/connection';
import type { Fault } from '../../../src/sandbox/server/faults';
import { Office } from './support/office';

/** Each fault that the sandbox can be told to have. */
const faults: Readonly<Record<string, Fault>> = {
  nothing: {},
  'a 400': { status: 400 },
  'a 401': { status: 401 },
  'a 403': { status: 403 },
  'a 404': { status: 404 },
  'a 409': { status: 409 },
  'a 429': { status: 429 },
  'a 429 that names a time': { retryAfter: 600 },
  'a 500': { status: 500 },
  'a 503 until further notice': { status: 503, times: Infinity },
  'an odd answer': { status: 200, body: { odd: [null] } },
  'an empty answer': { status: 200, body: '' },
  'a sign-in page': { html: true },
  'half an answer': { truncate: true },
  'a reset': { reset: true },
  'no answer': { hang: true },
};

/** More than any of the actions calls. */
const steps = [1, 2, 3, 4];

interface Action {
  readonly run: (office: Office, mark: string) => Promise<unknown>;
  /** How often what was asked for was done, as somebody else sees it. */
  readonly done: (colleague: LiveChatConnection, mark: string, office: Office) => Promise<number>;
}

/** The ticket that a mark is about. */
const targets = new Map<string, string>();
const agentOf = (mark: string): string => `${mark}@matrix.example`;
const ticketsBy = async ({ tickets }: LiveChatConnection, mark: string): Promise<number> => {
  const { rows } = await tickets.list({ requesterMail: `${mark}@mail.example` });
  return rows.length;
};

/** Each writes something that carries the mark, or nothing at all. */
const actions: Readonly<Record<string, Action>> = {
  'listing tickets': { run: ({ ticketActions }) => ticketActions.list({}), done: () => Promise.resolve(0) },
  'listing agents': { run: ({ agentActions }) => agentActions.list(), done: () => Promise.resolve(0) },
  'creating a ticket with tags': {
    run: ({ ticketActions }, mark) =>
      ticketActions.create({
        message: `Says ${mark}`,
        subject: mark,
        requester: { mail: `${mark}@mail.example` },
        tags: ['order'],
      }),
    done: ticketsBy,
  },
  'answering a ticket and closing it': {
    run: async ({ ticketActions }, mark) => {
      const ticketId = targets.get(mark) ?? '';
      return await ticketActions.update({
        ticketId,
        change: { message: `Says ${mark}`, status: 'solved', tags: ['done'] },
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
  'removing an agent': {
    run: ({ agentActions }, mark) => agentActions.remove(agentOf(mark)),
    done: (_, mark, { sandbox }) =>
      Promise.resolve(
        sandbox.mails.filter(({ to, kind }) => to === agentOf(mark) && kind === 'removal').length,
      ),
  },
};

describe('whatever goes wrong at whichever step of', function () {
  this.timeout(30_000);
  let office: Office;
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  beforeEach(async () => {
    rejections.length = 0;
    process.on('unhandledRejection', note);
    office = await Office.open({ agents: 3 });
  });
  afterEach(async () => {
    process.off('unhandledRejection', note);
    await office.close();
  });

  let cases = 0;
  const prepare = async (colleague: LiveChatConnection, name: string): Promise<string> => {
    cases += 1;
    const mark = `m${cases}x`;
    if (name === 'removing an agent') await colleague.agents.create({ login: agentOf(mark), name: mark });
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
    it(`${name}: it is done once or not at all, and what failed is a failure of ours`, async () => {
      const colleague = office.colleague();
      for (const [what, fault] of Object.entries(faults)) {
        for (const step of steps) {
          const where = `${what} at step ${step}`;
          // Signed in anew: a key that was refused, and a hold that the server asked for, are of the case before.
          // Only who gets no answer is impatient: a busy machine answers late.
          office.timeoutMs = fault.hang ? 60 : 5_000;
          office.deps.session.reopen();
          const mark = await prepare(colleague, name);
          if (step > 1) office.sandbox.faults.next({ times: step - 1 });
          office.sandbox.faults.next(fault);
          try {
            await action.run(office, mark);
          } catch (thrown) {
            assert.ok(failureOf(thrown), `${where}: ${String(thrown)}`);
          }
          office.sandbox.faults.clear();
          const done = await action.done(colleague, mark, office);
          assert.ok(done <= 1, `${where}: done ${done} times`);
          if (what === 'nothing') assert.equal(done, name.startsWith('listing') ? 0 : 1, where);
        }
      }
      // A promise that nobody waits for is told of a turn later.
      await new Promise((turned) => setImmediate(turned));
      assert.deepEqual(rejections, []);
    });
  }
});
