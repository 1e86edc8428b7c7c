import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyPush } from '../../../src/core/chats/applyPush';
import { stateOf } from '../../../src/core/chats/chatState';
import { customersView } from '../../../src/core/chats/customersView';
import { ChatServer, now, type Step } from './support/chatServer';

const place = fc.nat(5);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('customerSays', 'agentSays', 'noteIsWritten'), agent: place }),
  fc.record({ do: fc.constantFrom('joins', 'whispers', 'leaves'), agent: place }),
  fc.record({ do: fc.constantFrom('isDeleted', 'isSeen'), at: place, agent: place }),
  fc.record({ do: fc.constantFrom('isTagged'), at: place }),
  fc.record({ do: fc.constantFrom('types', 'isQueued', 'restarts') }),
);

describe("the customer's view of a chat", () => {
  it('has every event and agent that the customer sees, and nothing private', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const server = new ChatServer();
        let state = stateOf(server.get());
        for (const one of steps) {
          for (const push of server.run(one)) state = applyPush(state, push, now);
        }
        const view = customersView(state);
        assert.doesNotMatch(JSON.stringify(view), /secret|@shop\.test|refund|sales|bug/);
        const { events = [], users } = server.get();
        assert.deepEqual(
          view.events?.map(({ id }) => id),
          events.filter(({ isPrivate, isDeleted }) => !isPrivate && !isDeleted).map(({ id }) => id),
        );
        assert.deepEqual(
          view.agents.map(({ name }) => name),
          users
            .filter((user) => user.kind === 'agent' && user.isPresent && !user.isHidden)
            .map(({ name }) => name),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('shows typing of visible agents only, and what an agent has seen', () => {
    const server = new ChatServer();
    server.run({ do: 'customerSays', agent: 0 });
    server.run({ do: 'joins', agent: 0 });
    server.run({ do: 'whispers', agent: 1 });
    const chat = server.get();
    const { createdAt = '' } = chat.events?.[0] ?? {};
    const [customer, ada, grace] = chat.users;
    assert.ok(customer && ada && grace);
    const users = [customer, ada, { ...grace, seenUpTo: createdAt }];
    const typing = [
      { userId: grace.id, until: now },
      { userId: ada.id, until: now },
    ];
    const view = customersView({ chat: { ...chat, users }, typing });
    assert.deepEqual(view.typing, [{ kind: 'agent', name: 'Agent 0' }]);
    assert.equal(view.events?.[0]?.isSeenByAgent, undefined);
    const note = { userId: ada.id, isPrivate: true, until: now } as const;
    const seen = { ...chat, users: [customer, { ...ada, seenUpTo: createdAt }, grace] };
    const later = customersView({ chat: seen, typing: [note] });
    assert.deepEqual(later.typing, []);
    assert.equal(later.events?.[0]?.isSeenByAgent, true);
  });
});
