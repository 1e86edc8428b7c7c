import assert from 'node:assert/strict';
import { mergeItems } from '../../../src/ui/visitorCard/cardItems';
import { chatItem, subject, ticketItem } from './support/card';

describe('the items of a card', () => {
  it('have each ticket and chat once, a chat with its newest conversation', () => {
    const items = [
      chatItem('C1', 'A', 1),
      chatItem('C1', 'B', 5),
      chatItem('C2', 'D', 3),
      ticketItem('T1', 4),
      ticketItem('T1', 2),
      ticketItem('T0', 9),
    ];
    assert.deepEqual(
      mergeItems(items, subject.self).map((item) =>
        item.kind === 'ticket' ? item.ticket.id : `${item.chat.threadId} ${item.threads}`,
      ),
      ['B 2', 'T1', 'D 1'],
    );
  });

  it('have every other conversation of the chat that is shown', () => {
    const items = [chatItem('C1', 'A', 1), chatItem('C1', 'B', 5), chatItem('C1', 'C', 7)];
    assert.deepEqual(
      mergeItems(items, { kind: 'chat', chatId: 'C1', threadId: 'C' }).map(
        (item) => item.kind === 'chat' && item.chat.threadId,
      ),
      ['B', 'A'],
    );
  });
});
