import assert from 'node:assert/strict';
import type { Outgoing } from '../../../../src/core/chats/outgoing';
import type { OutgoingEntry } from '../../../../src/core/chats/outgoingMessage';
import { fail, FailureError } from '../../../../src/core/domain/failure';
import type { ChatsFixture } from './chatsFixture';

/**
 * Opens a chat, sends a message from it and waits for what becomes of it. Its text is never lost.
 * @throws FailureError as the panel shows it
 */
export async function sendInPanel(fixture: ChatsFixture, chatId: string, text: string): Promise<void> {
  const content = { kind: 'text', text } as const;
  const entry = await afterPanel(fixture, chatId, (outgoing) => outgoing.send(chatId, content, false));
  if (entry?.state.kind !== 'failed') return;
  const { why } = entry.state;
  assert.deepEqual(entry.content, content);
  if (!('failure' in why)) assert.fail(`The message is ${why.kind}.`);
  throw new FailureError(why.failure);
}

/**
 * Opens a chat, sends from it and waits until nothing is on its way.
 * @param send returns the id of the message
 * @returns the message, if the chat does not have it
 */
export async function afterPanel(
  fixture: ChatsFixture,
  chatId: string,
  send: (outgoing: Outgoing) => string | undefined | Promise<string | undefined>,
): Promise<OutgoingEntry | undefined> {
  const chats = fixture.openChats();
  const { store, outgoing } = chats;
  try {
    const watch = store.watch(chatId);
    while (watch.isLoading) await turn();
    if (watch.failure) fail(watch.failure);
    const timers = fixture.clock.pending;
    const customId = await send(outgoing);
    const entry = () => outgoing.of(chatId).find((one) => one.customId === customId);
    while (entry()?.state.kind === 'sending') {
      // It waits for its push.
      if (fixture.clock.pending > timers) fixture.clock.advance(2_000);
      await turn();
    }
    return entry();
  } finally {
    chats.dispose();
  }
}

async function turn(): Promise<void> {
  await new Promise((done) => setImmediate(done));
}
