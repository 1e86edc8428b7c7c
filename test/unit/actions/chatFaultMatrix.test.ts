import assert from 'node:assert/strict';
import { mayHaveExecuted } from '../../../src/core/actions/lostResponse';
import type { SendResult } from '../../../src/core/actions/sendMessage';
import { failureOf, type Failure, type FailureCode } from '../../../src/core/domain/failure';
import type { Fault } from '../../../src/sandbox/server/faults';
import { faults as commonFaults, lying } from '../support/everyFault';
import { ChatsFixture } from './support/chatsFixture';
import { sendInPanel } from './support/sendInPanel';

/** More calls than any of the operations makes. */
const steps = [1, 2, 3, 4, 5, 6];

const faults: Readonly<Record<string, Fault>> = {
  ...commonFaults,
  'a lost response': { loseResponse: true },
  'a lost response and silence': { loseResponse: true, hang: true },
};

/** The call is executed, and its response lost once: the chat is read to find out what became of it. */
const executed: ReadonlySet<string> = new Set([
  'half an answer',
  'a lost response',
  'a lost response and silence',
]);

/** How an operation may fail; others must succeed, such as after one 401 of a key that is valid. */
const codes: Readonly<Record<string, readonly FailureCode[]>> = {
  'a 400': ['invalid-input'],
  'a 401': [],
  'a 403': ['forbidden'],
  'a 404': ['not-found'],
  'a 409': ['conflict'],
  'a 429': ['rate-limited'],
  'a 429 that names a time': ['rate-limited'],
  'a 500': ['server'],
  'a 503 until further notice': ['server'],
  'an odd answer': ['server', 'not-found'],
  'an empty answer': ['server'],
  'a sign-in page': ['server'],
  'half an answer': ['server'],
  'a reset': ['network'],
  'no answer': ['timeout'],
  'a lost response': ['network'],
  'a lost response and silence': ['timeout'],
};

interface Operation {
  /** Starts a chat for one case. @returns its id */
  readonly prepare: (fixture: ChatsFixture) => string | Promise<string>;
  readonly run: (fixture: ChatsFixture, chatId: string, text: string) => Promise<unknown>;
  /** How often it was executed, according to the sandbox. */
  readonly executed: (fixture: ChatsFixture, chatId: string, text: string) => number;
  /** Whether the result says that it was executed. */
  readonly saysDone?: (result: unknown) => boolean;
}

const mine = (fixture: ChatsFixture): string => fixture.chats.startChat({ agent: fixture.me }).chatId;
const theirs = (fixture: ChatsFixture): string =>
  fixture.chats.startChat({ agent: fixture.colleague }).chatId;
const timesSaid = ({ chats }: ChatsFixture, chatId: string, text: string): number =>
  chats.events(chatId).filter((event) => event.text === text).length;
const isVisible = (fixture: ChatsFixture, chatId: string, login: string): number =>
  fixture.customerSees(chatId).agents.filter((id) => id === login).length;
const isActive = ({ chats }: ChatsFixture, chatId: string): boolean => chats.customerView(chatId).isActive;
const timesJoined = ({ chats }: ChatsFixture, chatId: string): number =>
  chats.events(chatId).filter((event) => event.system_message_type === 'agent_joined').length;
const isSent = (result: unknown): boolean => (result as SendResult).kind === 'sent';

const operations: Readonly<Record<string, Operation>> = {
  'joining a waiting chat': {
    prepare: ({ chats }) => chats.startChat({ waiting: 'unassigned' }).chatId,
    run: ({ actions }, chatId) => actions.join({ chatId, how: 'visible' }),
    executed: (fixture, chatId) => isVisible(fixture, chatId, fixture.me),
  },
  'taking a chat over': {
    prepare: theirs,
    run: ({ actions }, chatId) => actions.join({ chatId, how: 'takeOver' }),
    executed: (fixture, chatId) => isVisible(fixture, chatId, fixture.me),
  },
  whispering: {
    prepare: theirs,
    run: ({ actions }, chatId) => actions.join({ chatId, how: 'whisper' }),
    executed: timesJoined,
  },
  'leaving a chat': {
    prepare: mine,
    run: ({ actions }, chatId) => actions.leave(chatId),
    executed: (fixture, chatId) => 1 - isVisible(fixture, chatId, fixture.me),
  },
  'sending a message': {
    prepare: mine,
    run: ({ actions }, chatId, message) => actions.send({ chatId, message, isPrivate: false }),
    executed: timesSaid,
    saysDone: isSent,
  },
  'sending a private note': {
    prepare: mine,
    run: ({ actions }, chatId, message) => actions.send({ chatId, message, isPrivate: true }),
    executed: timesSaid,
    saysDone: isSent,
  },
  'sending from a panel': {
    prepare: mine,
    run: sendInPanel,
    executed: timesSaid,
  },
  'transferring a chat': {
    prepare: mine,
    run: ({ actions, colleague }, chatId) => actions.transfer(chatId, { agent: colleague }),
    executed: (fixture, chatId) => isVisible(fixture, chatId, fixture.colleague),
  },
  'adding a tag': {
    prepare: mine,
    run: ({ actions }, chatId) => actions.setTag(chatId, 'refund', true),
    executed: (fixture, chatId) => fixture.tagsOf(chatId).filter((tag) => tag === 'refund').length,
  },
  'removing a tag': {
    prepare: async (fixture) => {
      const chatId = mine(fixture);
      await fixture.actions.setTag(chatId, 'refund', true);
      return chatId;
    },
    run: ({ actions }, chatId) => actions.setTag(chatId, 'refund', false),
    executed: (fixture, chatId) => 1 - fixture.tagsOf(chatId).length,
  },
  'closing a chat': {
    prepare: mine,
    run: ({ actions }, chatId) => actions.close(chatId),
    executed: (fixture, chatId) => (isActive(fixture, chatId) ? 0 : 1),
  },
  'resuming a chat with a message': {
    prepare: (fixture) => {
      const chatId = mine(fixture);
      fixture.chats.customerLeaves(chatId);
      return chatId;
    },
    run: ({ actions }, chatId, message) => actions.resume(chatId, message),
    executed: (fixture, chatId, text) => (isActive(fixture, chatId) ? timesSaid(fixture, chatId, text) : 0),
  },
};

describe('With a fault at any call of', function () {
  this.timeout(120_000);
  let fixture: ChatsFixture;
  beforeEach(async () => {
    fixture = await ChatsFixture.open();
  });
  afterEach(() => fixture.close());

  for (const [name, { prepare, run, executed: count, saysDone = () => true }] of Object.entries(operations)) {
    it(`${name}: it is executed at most once, and the result says so`, async () => {
      for (const [what, fault] of Object.entries(faults)) {
        for (const step of steps) {
          const where = `${what} at step ${step}`;
          // A new connection, because a refused key and a pause of the server belong to the case before.
          fixture.reconnect(fault.hang ? 100 : 5_000);
          const chatId = await prepare(fixture);
          const text = `Says ${where}`;
          fixture.failStep(step, fault);
          const outcome = await outcomeOf(run(fixture, chatId, text), saysDone);
          fixture.clearFaults();
          const times = count(fixture, chatId, text);
          assert.ok(times <= 1, `${where}: executed ${times} times`);
          if (what === 'nothing') assert.deepEqual([times, outcome], [1, 'done'], where);
          checkOutcome(where, what, outcome, times);
          if (isActive(fixture, chatId)) fixture.chats.customerLeaves(chatId);
        }
      }
    });
  }
});

type Outcome = 'done' | 'unconfirmed' | Failure;

async function outcomeOf(
  running: Promise<unknown>,
  saysDone: (result: unknown) => boolean,
): Promise<Outcome> {
  try {
    return saysDone(await running) ? 'done' : 'unconfirmed';
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (!failure) throw thrown;
    return failure;
  }
}

/** The outcome says whether it was executed, or that this is not known; and what the fault was. */
function checkOutcome(where: string, what: string, outcome: Outcome, times: number): void {
  if (outcome === 'done') {
    if (!lying.has(what)) assert.equal(times, 1, `${where}: reported as done`);
    return;
  }
  if (executed.has(what)) assert.equal(times, 0, `${where}: executed, and not found out`);
  if (outcome === 'unconfirmed') return;
  if (times === 1) assert.ok(mayHaveExecuted(outcome), `${where}: executed, and reported as ${outcome.code}`);
  assert.ok(codes[what]?.includes(outcome.code), `${where}: reported as ${outcome.code}`);
}
