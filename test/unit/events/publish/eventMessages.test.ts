import assert from 'node:assert/strict';
import { messagesOf } from '../../../../src/core/events/publish/eventMessages';
import { unseal } from '../../../../src/core/team/sealedEvents';
import { bareChat, contractChat } from '../../chatDetail/support/contractChat';
import { newKey } from '../../team/support/teamMachine';

describe('the messages of an event', () => {
  const key = newKey();

  it('are one for each group, the first with the id of the event', () => {
    const messages = messagesOf(contractChat, key, 1024 * 1024);
    assert.deepEqual(
      messages.map(({ messageId, subject }) => [messageId, subject.split('.').at(-1)]),
      [
        ['EVENT81', '31'],
        ['EVENT81.1', '47'],
      ],
    );
    for (const { subject, messageId, payload } of messages) {
      assert.deepEqual(unseal([key], { subject, messageId }, payload), {
        kind: 'event',
        arrival: contractChat,
        keyId: key.id,
      });
    }
  });

  it('fit, with the newest messages and a note where some are left out', () => {
    const random = (length: number): string =>
      Array.from({ length }, () => String.fromCharCode(33 + Math.floor(Math.random() * 90))).join('');
    const messages = Array.from({ length: 200 }, (_, index) => ({
      text: `${index} ${random(1_000)}`,
      user_type: 'visitor',
    }));
    const [message] = messagesOf({ ...bareChat, chat: { ...bareChat.chat, messages } }, key, 64 * 1024);
    assert.ok(message && message.payload.length <= 63 * 1024, String(message?.payload.length));
    const opened = unseal([key], message, message.payload);
    assert.ok(opened.kind === 'event' && opened.arrival.kind !== 'ticket_created');
    const { chat: cut } = opened.arrival;
    assert.deepEqual(cut.messages.at(-1), messages.at(-1));
    assert.ok(cut.messages.length >= 25 && cut.messages.length < 200);
    assert.equal(
      cut.events[0]?.text,
      `${200 - cut.messages.length} older messages are too large for the team's server`,
    );
  });
});
