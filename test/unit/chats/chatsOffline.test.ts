import assert from 'node:assert/strict';
import { ChatsBench } from './support/chatsBench';

describe('chats without a network', () => {
  it('report why, and are loaded again once the list can be', async () => {
    const bench = new ChatsBench();
    bench.run('a', { do: 'joins', agent: 0 });
    for (const call of ['get', 'running'] as const) {
      bench.failures.set(call, { code: 'network', cause: 'ENOTFOUND', host: 'x' });
    }
    bench.store.showList();
    const watch = bench.store.watch('a');
    await bench.flush();
    assert.deepEqual([watch.failure?.code, bench.store.listStatus.kind], ['network', 'failed']);
    const again = bench.store.refresh();
    // The row that reports it stays while it is tried again.
    assert.equal(bench.store.listStatus.kind, 'failed');
    await again;
    await bench.flush();
    assert.deepEqual([watch.failure, watch.state?.chat.chatId], [undefined, 'a']);
    bench.store.dispose();
  });
});
