import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { removeTemporaryFolder, temporaryFolder } from '../../../scripts/workbench/childProcesses.mjs';
import { openBrowser } from '../../../scripts/workbench/openBrowser.mjs';
import { root } from '../../../scripts/workbench/project.mjs';
import type { ChatState, SavedChat } from '../../../src/protocol/chat';
import type { EventView } from '../../../src/protocol/conversation';
import type { ComposerLabels, LiveView } from '../../../src/protocol/liveChat';
import { pageHtml } from '../../../src/ui/shell/panels/pageHtml';

const address = 'http://localhost/chat';
const subject = { chat: { account: 'account', chatId: 'C1' } };

export const live: LiveView = {
  ...{ key: 'C1', actions: [], isBusy: false },
  composer: {
    labels: { message: 'Message', send: 'Send' } as ComposerLabels,
    ...{ isPrivateOnly: false, sendsOn: 'enter', maxBytes: 16_000, maxFileBytes: 1_000 },
    ...{ values: { message: '' }, revision: 1, isRestored: false, lastEditAt: 0 },
  },
};

/** A chat as its host describes it to the page. */
export function stateOf(view: LiveView): ChatState {
  return {
    labels: { earlier: '{0} earlier', later: '{0} later', shown: '{0}' } as ChatState['labels'],
    chat: { title: 'Kim', id: 'C1', status: { value: 'running', label: 'Running' }, sections: [] },
    ...{ subject, title: 'Kim', live: view },
  };
}

export function messageOf(index: number, text = `Message ${index}`): EventView {
  return {
    ...{ kind: 'message', key: String(index), isPrivate: false, text },
    author: { name: 'Kim', isClient: true },
  };
}

export interface ChatInBrowser {
  readonly page: Page;
  /** The page receives these messages of its host. */
  notify(...messages: readonly (readonly [name: string, payload: unknown])[]): Promise<void>;
  /** Waits until the page is drawn. */
  drawn(): Promise<void>;
}

/** The built page of a chat in a browser, without an editor around it. */
export async function chatsInBrowser(): Promise<{
  /** @param events the conversation @param scroll position from before the page was hidden */
  open(events: readonly EventView[], view?: LiveView, scroll?: number): Promise<ChatInBrowser>;
  dispose(): Promise<void>;
}> {
  const profile = temporaryFolder('chat-page-');
  const context = await openBrowser(profile, 'en-US');
  const file = (name: string): string => readFileSync(path.join(root, 'dist', 'webview', name), 'utf8');
  const files = { script: file('chat.js'), style: file('chat.css') };
  const html = pageHtml({ nonce: 'n', language: 'en', source: address, addresses: files, files });
  await context.route(address, (route) => route.fulfill({ contentType: 'text/html', body: html }));
  return {
    open: async (events, view = live, scroll) => {
      const page = await context.newPage();
      const kept: SavedChat = { subject, ...(scroll !== undefined && { scroll }) };
      await page.addInitScript(
        `window.acquireVsCodeApi = () => ({
          postMessage: () => {}, setState: () => {}, getState: () => (${JSON.stringify(kept)}),
        });`,
      );
      await page.goto(address);
      const chat: ChatInBrowser = {
        page,
        notify: async (...messages) => {
          const notices = messages.map(([name, payload]) => ({ kind: 'notification', name, payload }));
          await page.evaluate(
            `for (const data of ${JSON.stringify(notices)}) window.dispatchEvent(new MessageEvent('message', { data }))`,
          );
          await chat.drawn();
        },
        drawn: async () => {
          // What observes sizes is called in the first frame.
          await page.evaluate(
            'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
          );
        },
      };
      await chat.notify(['show', stateOf(view)], ['conversation', { events }]);
      return chat;
    },
    dispose: async () => {
      await context.close();
      removeTemporaryFolder(profile);
    },
  };
}
