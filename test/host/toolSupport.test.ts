import assert from 'node:assert/strict';
import { noShield } from '../../src/ui/shell/shield';
import { TicketCommandApi } from '../../src/ui/commandApi/ticketCommandApi';
import { isLiveChatError } from '../../src/ui/shell/liveChatError';
import { ticketTools } from '../../src/ui/tools/ticketTools';
import { ActionsFixture } from '../unit/actions/support/actionsFixture';

describe('a tool that writes a ticket', () => {
  let fixture: ActionsFixture;
  beforeEach(async () => (fixture = await ActionsFixture.open({ kind: 'platform' })));
  afterEach(() => fixture.close());

  const source = { type: 'chat-window', url: 'https://shop.test' };
  const inputs = {
    livechat_create_ticket: { message: 'Hi', requester: { mail: 'kim@mail.test' }, source },
    livechat_update_ticket: { ticketId: 'A', source },
  } as const;

  for (const [name, input] of Object.entries(inputs)) {
    it(`${name} does not ask about a field that the account does not support`, async () => {
      const tool = ticketTools(
        new TicketCommandApi(fixture.ticketActions, { orTicket: (_id, call) => call }),
        noShield,
      ).find((one) => one.name === name);
      assert.ok(tool?.writes);
      const asked = await tool.question(input).catch((thrown: unknown) => thrown);
      if (name === 'livechat_create_ticket') assert.equal(asked, undefined);
      else assert.deepEqual(isLiveChatError(asked) && asked.code, 'unsupported', String(asked));
    });
  }
});
