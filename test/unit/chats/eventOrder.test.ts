import assert from 'node:assert/strict';
import { withEvent } from '../../../src/core/chats/eventOrder';
import type { ThreadEvent } from '../../../src/core/domain/liveChat';

function message(id: string, more: Partial<ThreadEvent> = {}): ThreadEvent {
  return { id, content: { kind: 'message', text: id }, ...more };
}

describe('events of a chat in order', () => {
  const idsOf = (events: readonly ThreadEvent[]): string[] => events.map(({ id }) => id);

  it('have each event once, as it comes again', () => {
    let events = withEvent(withEvent([], message('1')), message('2'));
    for (const again of ['1', '2']) assert.equal(withEvent(events, message(again)), events);
    events = withEvent(events, message('3'));
    for (const again of ['1', '2', '3']) assert.equal(withEvent(events, message(again)), events);
  });

  it('have an event once by the id of its author’s app, also where LiveChat gave it another id', () => {
    const own = message('1', { customId: 'mine', authorId: 'ada' });
    const events = withEvent([], own);
    assert.equal(withEvent(events, { ...own, id: '2' }), events);
    const changed = withEvent(events, { ...own, id: '2' }, true);
    assert.deepEqual(idsOf(changed), ['2']);
    assert.equal(withEvent(changed, message('2')), changed);
    assert.deepEqual(idsOf(withEvent(changed, message('1'))), ['2', '1']);
    assert.deepEqual(idsOf(withEvent(events, { ...own, id: '3', authorId: 'grace' })), ['1', '3']);
  });

  it('can be added to a list from which a longer one was made', () => {
    const before = withEvent([], message('1'));
    const after = withEvent(before, message('2'));
    assert.deepEqual(idsOf(withEvent(before, message('2'))), ['1', '2']);
    assert.deepEqual(idsOf(withEvent(before, message('3'))), ['1', '3']);
    assert.deepEqual(idsOf(withEvent(after, message('3'))), ['1', '2', '3']);
    assert.equal(withEvent(after, message('2')), after);
  });

  it('are not mistaken for others whose ids look alike', () => {
    const events = withEvent([], message('app\nada'));
    assert.deepEqual(idsOf(withEvent(events, message('2', { customId: 'app', authorId: 'ada' }))), [
      'app\nada',
      '2',
    ]);
  });
});
