import assert from 'node:assert/strict';
import { ListeningStatus } from '../../../src/ui/listening/status';
import { FakeClock } from '../support/fakeClock';

describe('a text that the status bar shows for some seconds', () => {
  const never = { onDidChange: () => ({ dispose: () => undefined }) };

  function open() {
    const clock = new FakeClock();
    const status = new ListeningStatus(
      never as unknown as ConstructorParameters<typeof ListeningStatus>[0],
      never as unknown as ConstructorParameters<typeof ListeningStatus>[1],
      { isOpen: false },
      { isJoined: false },
      clock,
    );
    let changes = 0;
    status.onDidChange(() => (changes += 1));
    return { clock, status, changes: () => changes };
  }

  it('is gone after that time', () => {
    const { clock, status, changes } = open();
    status.showBriefly('Chat started: Kim Lee');
    assert.equal(status.content, '$(bell) Chat started: Kim Lee');
    clock.advance(8_000);
    assert.deepEqual([status.content, changes(), clock.pending], [undefined, 2, 0]);
  });

  it('is gone at once if the privacy shield is switched on, and does not end the next one', () => {
    const { clock, status } = open();
    status.showBriefly('Chat started: Kim Lee');
    clock.advance(5_000);
    status.hideBrief();
    assert.deepEqual([status.content, clock.pending], [undefined, 0]);
    status.showBriefly('Chat started: Visitor K7P2MX');
    clock.advance(5_000);
    assert.equal(status.content, '$(bell) Chat started: Visitor K7P2MX');
  });
});
