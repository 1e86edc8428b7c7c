import assert from 'node:assert/strict';
import type { ActivityQuery } from '../../../src/core/stores/activityStore';
import { noShield } from '../../../src/ui/shell/shield';
import { eventTools } from '../../../src/ui/tools/eventTools';
import { contractChat } from '../chatDetail/support/contractChat';

const entry = { seq: 1, at: '2026-01-02T03:04:05.000Z', arrival: contractChat };

/** What the tool answers, and what it asks of the stored events. */
async function recent(
  shownAccount: string | undefined,
  isInUse: boolean,
): Promise<{ readonly text: string; readonly asked: readonly ActivityQuery[] }> {
  const asked: ActivityQuery[] = [];
  const page = (query: ActivityQuery) => {
    asked.push(query);
    return Promise.resolve({ entries: [entry] });
  };
  const events = { isInUse, shownAccount, activity: { page }, view: { state: 'live' } } as const;
  const [tool] = eventTools(events, noShield);
  assert.ok(tool);
  return { text: await tool.invoke({}, undefined), asked };
}

describe('the tool for recent events', () => {
  it('has those of the account that is signed in', async () => {
    const { text, asked } = await recent('classic:ada', true);
    assert.match(text, /It broke on the first day/);
    assert.deepEqual(asked, [{ account: 'classic:ada', limit: 10 }]);
  });

  it('has those of all accounts of a team, which need no account to be signed in', async () => {
    const { text, asked } = await recent(undefined, true);
    assert.match(text, /It broke on the first day/);
    assert.deepEqual(asked, [{ limit: 10 }]);
  });

  it('is refused without an account and a team', async () => {
    await assert.rejects(recent(undefined, false), { name: 'LiveChatError', code: 'not-signed-in' });
  });
});
