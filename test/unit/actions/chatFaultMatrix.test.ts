import assert from 'node:assert/strict';
import type { SendResult } from '../../../src/core/actions/sendMessage';
import { failureOf } from '../../../src/core/domain/failure';
import { faults, lying } from '../support/everyFault';
import { ChatsFixture } from './support/chatsFixture';

/** More calls than any of the operations makes. */
const steps = [1, 2, 3, 4, 5, 6];

interface Operation {
  /** Starts a chat for one case. @returns its id */
  readonly prepare: (fixture: ChatsFixture) => string;
  readonly run: (fixture: ChatsFixture, chatId: string, text: string) => Promise<unknown>;
  /** How often it was executed, as the sandbox has it. */
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
  'sending a message': {
    prepare: mine,
    run: ({ actions }, chatId, message) => actions.send({ chatId, message, isPrivate: false }),
    executed: timesSaid,
    saysDone: (result) => (result as SendResult).kind === 'sent',
  },
  'sending a private note': {
    prepare: mine,
    run: ({ actions }, chatId, message) => actions.send({ chatId, message, isPrivate: true }),
    executed: timesSaid,
    saysDone: (result) => (result as SendResult).kind === 'sent',
  },
  'transferring a chat': {
    prepare: mine,
    run: ({ actions, colleague }, chatId) => actions.transfer(chatId, { agent: colleague }),
    executed: (fixture, chatId) => isVisible(fixture, chatId, fixture.colleague),
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

describe('With a fault at any step of', function () {
  this.timeout(120_000);
  let fixture: ChatsFixture;
  beforeEach(async () => {
    fixture = await ChatsFixture.open();
  });
  afterEach(() => fixture.close());

  for (const [name, { prepare, run, executed, saysDone = () => true }] of Object.entries(operations)) {
    it(`${name}: it is executed at most once, and the result says so`, async () => {
      for (const [what, fault] of Object.entries(faults)) {
        for (const step of steps) {
          const where = `${what} at step ${step}`;
          // A new connection, because a refused key and a pause of the server belong to the case before.
          fixture.reconnect(fault.hang ? 100 : 5_000);
          const chatId = prepare(fixture);
          const text = `Says ${where}`;
          fixture.failStep(step, fault);
          let isReported = false;
          try {
            isReported = saysDone(await run(fixture, chatId, text));
          } catch (thrown) {
            assert.ok(failureOf(thrown), `${where}: ${String(thrown)}`);
          }
          fixture.clearFaults();
          const times = executed(fixture, chatId, text);
          assert.ok(times <= 1, `${where}: executed ${times} times`);
          if (what === 'nothing') assert.deepEqual([times, isReported], [1, true], where);
          if (isReported && !lying.has(what)) assert.equal(times, 1, `${where}: reported as done`);
          if (isActive(fixture, chatId)) fixture.chats.customerLeaves(chatId);
        }
      }
    });
  }
});
