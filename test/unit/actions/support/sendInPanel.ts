import assert from 'node:assert/strict';
import { fail, FailureError } from '../../../../src/core/domain/failure';
import type { ChatsFixture } from './chatsFixture';

/**
 * Opens a chat, sends a message from it and waits for what becomes of it. Its text is never lost.
 * @throws FailureError as the panel shows it
 */
export async function sendInPanel(fixture: ChatsFixture, chatId: string, text: string): Promise<void> {
  const chats = fixture.openChats();
  const { store, outgoing } = chats;
  try {
    const watch = store.watch(chatId);
    while (watch.isLoading) await turn();
    if (watch.failure) fail(watch.failure);
    const timers = fixture.clock.pending;
    const customId = outgoing.send(chatId, { kind: 'text', text }, false);
    const entry = () => outgoing.of(chatId).find((one) => one.customId === customId);
    while (entry()?.state.kind === 'sending') {
      // It waits for its push.
      if (fixture.clock.pending > timers) fixture.clock.advance(2_000);
      await turn();
    }
    const { state, content } = entry() ?? {};
    if (state?.kind !== 'failed') return;
    assert.deepEqual(content, { kind: 'text', text });
    if (!('failure' in state.why)) assert.fail(`The message is ${state.why.kind}.`);
    throw new FailureError(state.why.failure);
  } finally {
    chats.dispose();
  }
}

async function turn(): Promise<void> {
  await new Promise((done) => setImmediate(done));
}
