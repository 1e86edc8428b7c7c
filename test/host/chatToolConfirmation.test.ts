import assert from 'node:assert/strict';
import type { ChatResult } from '../../src/core/actions/chats/chatResult';
import { accountId } from '../../src/core/domain/account';
import { noShield } from '../../src/ui/shell/shield';
import { LiveChatError } from '../../src/ui/shell/liveChatError';
import { chatTools, type ChatWork } from '../../src/ui/tools/chatTools';
import { confirmationText } from '../../src/ui/tools/confirmation';

const account = { id: accountId('platform', 'acc-1'), kind: 'platform', name: 'acc-1' } as const;
const chat: ChatResult = {
  id: 'C',
  threadId: 'T',
  active: true,
  waiting: false,
  mine: true,
  visitor: { id: 'v', name: 'Kim [x](command:evil)', email: 'kim@mail.test' },
  agents: [],
  groups: [],
  tags: [],
  messages: [],
  events: [],
  pre_chat_survey: [],
};

describe('the confirmation of a message of a language model', () => {
  let reads: number;
  let isReadable: boolean;
  let present: ChatResult;
  const work: ChatWork = {
    list: () => assert.fail('not needed'),
    get: () => assert.fail('not needed'),
    getSendable: () => {
      reads += 1;
      return isReadable ? Promise.resolve(present) : Promise.reject(new LiveChatError('network', 'Offline.'));
    },
    send: () => assert.fail('a question sends nothing'),
  };
  beforeEach(() => {
    reads = 0;
    isReadable = true;
    present = chat;
  });

  async function questionFor(input: object): Promise<{ title: string; text: string } | undefined> {
    const tool = chatTools(work, noShield).find(({ name }) => name === 'livechat_send_chat_message');
    assert.ok(tool?.writes);
    const question = await tool.question(input);
    if (!question) return undefined;
    const text = confirmationText(account, question, { removed: 0, spaces: 0 }).value.replace(
      /\\([!-/:-@[-`{-~])/g,
      '$1',
    );
    return { title: question.title, text };
  }

  it('names the account, the customer and the whole text, and that the customer will see it', async () => {
    const message = `First line\nSecond line ${'x'.repeat(3_000)} end`;
    const asked = await questionFor({ chatId: 'C', message });
    assert.ok(asked);
    assert.match(asked.title, /Send a message to a LiveChat customer/);
    assert.match(asked.text, /^Account: acc-1/);
    assert.match(asked.text, /the customer will see it/);
    assert.ok(asked.text.includes('kim@mail.test'));
    assert.ok(
      asked.text.includes('First line') &&
        asked.text.replace(/\n┆ /g, '').includes(`${'x'.repeat(3_000)} end`),
    );
    assert.equal(reads, 1);
  });

  it('is not asked for where the message would be refused, such as in an account without running chats', async () => {
    for (const code of ['unsupported', 'not-found', 'conflict', 'forbidden', 'unauthorized'] as const) {
      const refused: ChatWork = {
        ...work,
        getSendable: () => Promise.reject(new LiveChatError(code, 'Not in this account.')),
      };
      const tool = chatTools(refused, noShield).find(({ name }) => name === 'livechat_send_chat_message');
      assert.ok(tool?.writes);
      await assert.rejects(tool.question({ chatId: 'C', message: 'Hi' }), { code });
    }
  });

  it('says of a private note that only agents see it', async () => {
    const asked = await questionFor({ chatId: 'C', message: 'For us', private: true });
    assert.ok(asked);
    assert.match(asked.text, /Only agents see it/);
    assert.doesNotMatch(asked.text, /customer will see/);
  });

  it('names the chat where it cannot be read', async () => {
    isReadable = false;
    const asked = await questionFor({ chatId: 'C', message: 'Hi' });
    assert.match(asked?.text ?? '', /Chat: C/);
  });

  it('differs for two chats with customers of the same name', async () => {
    present = { ...chat, visitor: { name: 'Kim', page_current: 'https://shop.test/cart' } };
    const texts = [];
    for (const chatId of ['C1', 'C2']) texts.push((await questionFor({ chatId, message: 'Hi' }))?.text ?? '');
    assert.match(texts[0] ?? '', /Customer: Kim\n\nChat: C1\n\nPage: https:\/\/shop\.test\/cart/);
    assert.match(texts[1] ?? '', /Chat: C2/);
  });

  it('is not shown for an invalid message', async () => {
    assert.equal(await questionFor({ chatId: 'C', message: 'ä'.repeat(9_000) }), undefined);
    assert.equal(await questionFor({ chatId: 'C' }), undefined);
    assert.equal(reads, 0);
  });
});
