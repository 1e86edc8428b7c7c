import assert from 'node:assert/strict';
import { EqualNotifications } from '../../../src/ui/messages/equalNotifications';

describe('notifications of one text', () => {
  it('have different numbers while they are open', () => {
    const notifications = new EqualNotifications();
    const first = notifications.add('Chat started: Visitor', 'chat 1');
    const second = notifications.add('Chat started: Visitor', 'chat 2');
    assert.deepEqual([first.number, second.number], [1, 2]);
    assert.equal(notifications.add('Chat started: Kim', 'chat 3').number, 1);
    first.dispose();
    assert.equal(notifications.add('Chat started: Visitor', 'chat 4').number, 1);
    assert.equal(notifications.add('Chat started: Visitor', 'chat 5').number, 3);
  });

  it('about the same thing have the same number', () => {
    const notifications = new EqualNotifications();
    assert.equal(notifications.add('Chat started: Visitor', 'chat 1').number, 1);
    assert.equal(notifications.add('Chat started: Visitor', 'chat 1').number, 1);
  });
});
