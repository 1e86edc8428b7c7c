import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EventView } from '../../src/protocol/conversation';
import { chatsInBrowser, live, messageOf, stateOf, type ChatInBrowser } from './support/chatInBrowser';
import { use } from './support/fixtures';

interface Look {
  /** Each row: its text, and its place. */
  readonly rows: readonly { readonly text: string; readonly top: number; readonly bottom: number }[];
  /** Where the bar ends, and where the composer begins. */
  readonly from: number;
  readonly to: number;
  /** Events that are not drawn. */
  readonly earlier: number;
  readonly later: number;
  readonly isAtEnd: boolean;
  readonly scroll: number;
  readonly mostScroll: number;
}

const look = ({ page }: ChatInBrowser): Promise<Look> =>
  page.evaluate(`(() => {
    const box = (element) => element.getBoundingClientRect();
    const count = (button) => (button.hidden ? 0 : parseInt(button.textContent, 10));
    const [earlier, later] = [...document.querySelectorAll('.conversation > .more')].map(count);
    return {
      rows: [...document.querySelectorAll('.events > li')].map((row) => ({
        text: row.querySelector('.text').textContent, top: box(row).top, bottom: box(row).bottom,
      })),
      from: box(document.querySelector('.bar')).bottom,
      to: box(document.querySelector('.dock')).top,
      earlier, later,
      isAtEnd: box(document.querySelector('.foot')).top < innerHeight,
      scroll: scrollY,
      mostScroll: document.documentElement.scrollHeight - innerHeight,
    };
  })()`);

describe('Reading a chat', () => {
  const chats = use(chatsInBrowser);
  const messages = (count: number, from = 0): EventView[] =>
    Array.from({ length: count }, (_, index) => messageOf(from + index));
  const scrollTo = async (chat: ChatInBrowser, to: number): Promise<void> => {
    await chat.page.evaluate(`window.scrollTo(0, ${to})`);
    await chat.drawn();
  };
  const press = async (chat: ChatInBrowser, which: 'earlier' | 'later', times: number): Promise<void> => {
    const button = chat.page.locator('.conversation > .more').filter({ hasText: which });
    for (let time = 0; time < times && (await button.isVisible()); time += 1) {
      await button.click();
      await chat.drawn();
    }
  };

  it('goes on at the same place, or at the end, when messages come or change', async () => {
    const reading = fc.record({
      count: fc.integer({ min: 30, max: 600 }),
      earlier: fc.nat(3),
      later: fc.nat(2),
      at: fc.double({ min: 0.4, max: 1, noNaN: true }),
      added: fc.nat(80),
      changed: fc.nat(599),
    });
    await fc.assert(
      fc.asyncProperty(reading, async ({ count, earlier, later, at, added, changed }) => {
        const events = messages(count);
        const chat = await chats().open(events);
        try {
          await press(chat, 'earlier', earlier);
          await press(chat, 'later', later);
          await scrollTo(chat, at * (await look(chat)).mostScroll);
          const before = await look(chat);
          const after = [...events, ...messages(added, count)];
          const from = added > 0 ? count : changed % count;
          if (added === 0) after[from] = messageOf(from, `Changed ${from}`);
          await chat.notify(['change', { from, events: after.slice(from) }]);
          const now = await look(chat);
          const drawn = after.slice(now.earlier, after.length - now.later);
          assert.deepEqual(
            now.rows.map(({ text }) => text),
            drawn.map(({ text }) => text),
          );
          assert.ok(now.rows.length <= 300);
          if (before.isAtEnd) {
            assert.ok(now.isAtEnd);
            assert.equal(now.later, 0);
            assert.ok((now.rows.at(-1)?.bottom ?? 0) <= now.to);
            return;
          }
          const read = before.rows.find(({ top, text }) => top >= before.from && text !== events[from]?.text);
          const same = now.rows.find(({ text }) => text === read?.text);
          assert.ok(read && same && Math.abs(same.top - read.top) < 2, JSON.stringify({ read, same }));
        } finally {
          await chat.page.close();
        }
      }),
      {
        numRuns: 15,
        examples: [
          [{ count: 223, earlier: 2, later: 0, at: 0.4, added: 78, changed: 0 }],
          [{ count: 600, earlier: 3, later: 0, at: 0.5, added: 0, changed: 400 }],
        ],
      },
    );
  });

  it('goes on at the same place when its page is shown again', async () => {
    const end = (await look(await chats().open(messages(40)))).mostScroll;
    for (const above of [40, 120, 180, 400]) {
      const chat = await chats().open(messages(40), live, end - above);
      assert.equal((await look(chat)).scroll, end - above);
      await chat.page.close();
    }
  });

  it('leaves the focus in the message that is written while an earlier chat is fetched', async () => {
    const events = messages(20, 20);
    const earlier = { id: 'earlier', label: 'Earlier Chat' } as const;
    for (const typesOn of [true, false]) {
      const chat = await chats().open(events, { ...live, earlier });
      await chat.page.getByRole('button', { name: 'Earlier Chat' }).click();
      const message = chat.page.locator('#message');
      if (typesOn) await message.fill('Hel');
      await chat.notify(
        ['change', { from: 0, events: [...messages(20), ...events] }],
        ['show', stateOf(live)],
      );
      if (typesOn) await chat.page.keyboard.type('lo');
      const focused = await chat.page.evaluate<string>('document.activeElement.textContent');
      if (typesOn) assert.equal(await message.inputValue(), 'Hello');
      else assert.match(focused, /Message 19$/);
      await chat.page.close();
    }
  });
});
