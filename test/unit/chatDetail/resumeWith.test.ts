import assert from 'node:assert/strict';
import { window } from 'vscode';
import type { OutgoingContent } from '../../../src/core/chats/outgoingMessage';
import { PanelBench } from './support/panelBench';

const contents: Readonly<Record<string, OutgoingContent>> = {
  'a message': { kind: 'text', text: 'Hello again' },
  'a file': { kind: 'file', url: 'http://127.0.0.1/cdn/lamp.png', name: 'lamp.png' },
};

describe('What was not sent because the chat has ended', () => {
  const { showWarningMessage } = window;
  let bench: PanelBench;
  let asked: unknown[];
  beforeEach(async () => {
    bench = await PanelBench.open();
    bench.sandbox.chats.customerLeaves(bench.chatId);
    await bench.settle();
    asked = [];
    const agree = (...question: readonly unknown[]): Promise<unknown> => {
      asked.push(question[0], question[1]);
      return Promise.resolve(question.at(-1));
    };
    Object.assign(window, { showWarningMessage: agree });
  });
  afterEach(() => {
    Object.assign(window, { showWarningMessage });
    bench.dispose();
  });

  for (const [what, content] of Object.entries(contents)) {
    it(`can be sent with resuming the chat, if it is ${what} for the customer`, async () => {
      const key = bench.chats.outgoing.send(bench.chatId, content, false);
      await bench.settle();
      const failed = bench.panel.events.at(-1);
      assert.deepEqual([failed?.key, failed?.delivery?.retry], [key, 'Resume and Send']);
      await bench.panel.live.retry(key);
      await bench.settle();
      const [question, { detail }] = asked as [string, { detail: string }];
      assert.equal(question, 'Resume the chat with Kim?');
      assert.equal(detail.includes('lamp.png'), content.kind === 'file');
      assert.ok(bench.network.sent.includes('resume_chat'));
    });

    it(`only leads to resuming the chat, if it is ${what} for agents`, async () => {
      const key = bench.chats.outgoing.send(bench.chatId, content, true);
      await bench.settle();
      assert.equal(bench.panel.events.at(-1)?.delivery?.retry, 'Resume Chat');
      await bench.panel.live.retry(key);
      await bench.settle();
      assert.deepEqual([asked, bench.network.sent.includes('resume_chat')], [[], false]);
    });
  }
});
