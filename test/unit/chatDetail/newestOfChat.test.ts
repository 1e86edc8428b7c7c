import assert from 'node:assert/strict';
import type { ChatArrival } from '../../../src/core/domain/arrival';
import type { ActivityEntry, ActivityQuery } from '../../../src/core/stores/activityStore';
import { newestOfChat, type ChatSource } from '../../../src/ui/chatDetail/newestOfChat';
import { bareChat } from './support/contractChat';

function chat(kind: ChatArrival['kind'], id: string, started?: string): ChatArrival {
  return {
    ...bareChat,
    kind,
    eventId: `${kind} ${id}`,
    chat: { ...bareChat.chat, id, ...(started !== undefined && { started_timestamp: started }) },
  };
}

function sourceOf(arrivals: readonly ChatArrival[], queries: ActivityQuery[] = []): ChatSource {
  const entries = arrivals.map((arrival, seq): ActivityEntry => ({ seq, at: '', arrival })).reverse();
  return {
    get: () => Promise.resolve(undefined),
    page: (query) => {
      queries.push(query);
      const { before = Infinity, kinds, account } = query;
      const left = entries.filter(
        ({ seq, arrival }) => seq < before && kinds?.includes(arrival.kind) && arrival.account === account,
      );
      const page = left.slice(0, 2);
      const last = page.at(-1);
      return Promise.resolve({ entries: page, ...(left.length > 2 && last && { next: last.seq }) });
    },
  };
}

describe('newestOfChat', () => {
  it('finds the end of the chat on a later page', async () => {
    const start = chat('chat_started', 'A');
    const ends = ['A', 'B', 'C', 'D', 'E'].map((id) => chat('chat_ended', id));
    const queries: ActivityQuery[] = [];
    assert.equal((await newestOfChat(sourceOf([start, ...ends], queries), start)).eventId, 'chat_ended A');
    assert.equal(queries.length, 3);
  });

  it('returns the start if no end is stored, and an end without searching', async () => {
    const queries: ActivityQuery[] = [];
    const start = chat('chat_started', 'A');
    assert.equal(await newestOfChat(sourceOf([start], queries), start), start);
    const end = chat('chat_ended', 'A');
    assert.equal(await newestOfChat(sourceOf([end], queries), end), end);
    assert.equal(queries.length, 1);
  });

  it('ignores the end of an earlier chat with the same id', async () => {
    const again = chat('chat_started', 'A', '2026-01-02T00:00:00.000Z');
    const source = sourceOf([chat('chat_ended', 'A', '2026-01-01T00:00:00.000Z'), again]);
    assert.equal(await newestOfChat(source, again), again);
  });
});
