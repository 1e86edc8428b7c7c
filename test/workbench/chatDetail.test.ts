import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import type { ChatMessage } from '../../src/core/domain/arrival';
import { hostileTexts } from '../unit/support/hostileData';
import { pageFrameOf, seriousViolations } from './support/accessibility';
import { chatArrival, ownerAccount, workbenchWithEvents, type StoredEvents } from './support/arrivals';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { reloadWindow } from './support/persistence';

const themes = ['light', 'dark', 'hc-dark'] as const;
const started = '2026-11-20T10:00:00.000Z';

function at(second: number): string {
  return new Date(Date.parse(started) + second * 1000).toISOString();
}

const messages: readonly ChatMessage[] = [
  {
    text: 'Hello, how can I help?',
    timestamp: at(5),
    agent_id: 'ada@shop.test',
    author_name: 'Ada Park',
    user_type: 'agent',
  },
  {
    text: 'שלום, היכן ההזמנה?\nOrder 48151 <b>please</b>',
    timestamp: at(20),
    author_name: 'Kim Lee',
    user_type: 'visitor',
  },
  {
    text: 'One moment please.',
    timestamp: at(31),
    agent_id: 'ada@shop.test',
    author_name: 'Ada Park',
    user_type: 'agent',
  },
];

const whole = {
  chat: {
    url: 'https://shop.test/shoes?size=44',
    started_timestamp: started,
    ended_timestamp: at(754),
    agents: [{ login: 'ada@shop.test', name: 'Ada Park' }],
    groups: [0, 2],
    tags: ['sales', 'urgent'],
    messages,
    events: [{ type: 'closed', text: 'Kim Lee closed the chat.', timestamp: at(754), user_type: 'visitor' }],
  },
  visitor: {
    id: 'S170.ab',
    name: 'Kim Lee',
    email: 'kim@mail.test',
    language: 'en',
    page_current: 'https://shop.test/cart',
  },
  pre_chat_survey: [
    { id: '13596', label: 'Your name', answer: 'Kim' },
    { id: '13597', label: 'Topics', answer: 'Shoes, Returns' },
    { id: '13598', label: 'Order number', answer: '' },
  ],
};

describe('Chat panel', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(() => workbenchWithEvents(sandbox(), events()));
  const page = (): FrameLocator => workbench().webview();
  const report: string[] = [];

  after(() => {
    // eslint-disable-next-line no-console -- figures in the test output
    for (const line of report) console.log(`      ${line}`);
  });

  function events(): StoredEvents[] {
    const now = Date.now();
    const account = ownerAccount(sandbox());
    const long = Array.from({ length: 2000 }, (_, n): ChatMessage => {
      const text = `Line ${n + 1} of a long talk`;
      return { text, timestamp: at(n), author_name: 'Lou', user_type: 'visitor' };
    });
    const [first, ...others] = hostileTexts;
    const hostile = others.map(({ subject, message, name }): ChatMessage => {
      return { text: message, author_name: name ?? subject, user_type: 'visitor' };
    });
    const { ended_timestamp: _ended, ...running } = whole.chat;
    return [
      { arrival: chatArrival(account, 'chat_started', 'C1', { ...whole, chat: running }), at: now },
      { arrival: chatArrival(account, 'chat_ended', 'C1', whole), at: now },
      {
        arrival: chatArrival(account, 'chat_started', 'LONG', {
          chat: { started_timestamp: started, messages: long },
          visitor: { name: 'Lou' },
        }),
        at: now,
      },
      {
        arrival: chatArrival(account, 'chat_started', 'BAD', {
          chat: { messages: hostile, tags: [first?.message ?? ''], url: 'javascript:alert(1)' },
          visitor: { name: first?.subject ?? '', email: first?.message ?? '', page_current: 'command:x' },
          pre_chat_survey: hostileTexts.map(({ subject, message }) => ({ label: subject, answer: message })),
        }),
        at: now,
      },
    ];
  }

  async function open(label: string, title: string): Promise<void> {
    await workbench()
      .view('Activity')
      .openRow(label, page().locator('h1', { hasText: title }));
    await page().locator('.events > li').first().waitFor();
  }

  const fact = (section: string, label: string): Promise<string> =>
    page()
      .getByRole('region', { name: section })
      .locator('dt')
      .getByText(label, { exact: true })
      .locator('xpath=following-sibling::dd[1]')
      .innerText();

  it('shows every field of the chat as of its end', async () => {
    await workbench().view('Activity').expand();
    await open('Chat started: Kim Lee', 'Kim Lee');
    await page().locator('.chip', { hasText: 'Ended' }).waitFor();
    await eventually(async () => assert.equal(await page().locator('.events > li').count(), 4));
    assert.equal(await fact('Chat', 'Chat ID'), 'C1');
    assert.equal(await fact('Chat', 'Duration'), '12m 34s');
    for (const label of ['Started', 'Ended']) assert.match(await fact('Chat', label), /Nov 20, 2026, \d/);
    assert.equal(await fact('Chat', 'Agents'), 'Ada Park\nada@shop.test');
    assert.equal(await fact('Chat', 'Groups'), 'All agents\nGroup 2');
    assert.equal(await fact('Chat', 'Tags'), 'sales\nurgent');
    assert.match(await fact('Chat', 'Began on page'), /^https:\/\/shop\.test\/shoes\?size=44/);
    assert.equal(await fact('Visitor', 'Name'), 'Kim Lee');
    assert.equal(await fact('Visitor', 'E-mail'), 'kim@mail.test');
    assert.equal(await fact('Visitor', 'Language'), 'en');
    assert.match(await fact('Visitor', 'Current page'), /^https:\/\/shop\.test\/cart/);
    assert.equal(await fact('Visitor', 'Visitor ID'), 'S170.ab');
    assert.equal(await fact('Pre-chat survey', 'Your name (13596)'), 'Kim');
    assert.equal(await fact('Pre-chat survey', 'Order number (13598)'), '(no answer)');
    const lines = await page().locator('.events > li').allInnerTexts();
    assert.equal(lines.length, 4);
    assert.match(lines[0] ?? '', /Ada Park[^]*ada@shop\.test[^]*Agent[^]*Hello, how can I help\?/);
    assert.match(lines[3] ?? '', /Kim Lee closed the chat\.[^]*Visitor[^]*closed/);
  });

  it('is one panel for all events of a chat', async () => {
    // Moves away from the row, so that its hover does not cover the next one.
    await page().locator('h1').hover();
    await workbench().view('Activity').row('Chat ended: Kim Lee').locator('.label-name').click();
    await page().locator('h1', { hasText: 'Kim Lee' }).waitFor();
    await eventually(async () => assert.deepEqual(await workbench().tabs(), ['Kim Lee']));
  });

  it('looks right and is accessible in every theme', async () => {
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await workbench().screenshot(`chat-${theme}`);
      assert.deepEqual(await seriousViolations(workbench().page), [], theme);
    }
    await workbench().setTheme('light');
  });

  it('copies the chat as Markdown', async () => {
    await page().getByRole('button', { name: 'Copy as Markdown' }).click();
    await eventually(async () =>
      assert.equal(await page().locator('.live').innerText(), 'The chat was copied.'),
    );
    const text = await workbench().page.evaluate(() =>
      (
        globalThis as unknown as { navigator: { clipboard: { readText(): Promise<string> } } }
      ).navigator.clipboard.readText(),
    );
    assert.match(text, /^# Kim Lee\n/);
    assert.match(text, /```\nשלום, היכן ההזמנה\?\nOrder 48151 <b>please<\/b>\n```/);
  });

  it('asks before it opens the visited page, and shows the host', async () => {
    await page().getByRole('button', { name: 'Open in Browser… https://shop.test/cart' }).click();
    const { message, detail } = await workbench().dialog.text();
    assert.match(message, /shop\.test/);
    assert.match(detail, /https:\/\/shop\.test\/cart/);
    await workbench().dialog.click('Cancel');
  });

  it('is restored after a reload, with its scroll position', async () => {
    await reloadWindow(workbench());
    await page().locator('h1', { hasText: 'Kim Lee' }).waitFor();
    await eventually(async () => assert.equal(await fact('Chat', 'Chat ID'), 'C1'));
    assert.deepEqual(await workbench().tabs(), ['Kim Lee']);
  });

  it('shows hostile texts as plain text, without elements, links or handlers', async () => {
    await eventually(async () => assert.ok((await workbench().view('Activity').rows()).length > 3));
    await open('Chat started: <img', '<img src=x');
    assert.equal(await page().locator('h1 *').count(), 0);
    assert.equal(
      await page().locator('main').locator('a, img, script, iframe, b, [onmouseover], [onerror]').count(),
      0,
    );
    const texts = await page().locator('main').innerText();
    assert.doesNotMatch(texts, /[\u202a-\u202e\u0007]/);
    assert.ok(texts.includes('![pixel](https://tracker.example/pixel.png)'));
    assert.equal(await page().getByRole('button', { name: 'Open in Browser' }).count(), 0);
    await eventually(async () => {
      const [, first] = await workbench().view('Activity').rows();
      assert.match(first?.label ?? '', /^Chat started: <img src=x onerror=/);
      assert.doesNotMatch(first?.description ?? '', /^new/);
    });
    await workbench().screenshot('chat-hostile');
  });

  it('stays smooth and small with 2,000 messages, newest first', async () => {
    const begun = Date.now();
    await open('Chat started: Lou', 'Lou');
    await page().locator('.events > li').filter({ hasText: 'Line 2000 of' }).waitFor();
    report.push(`2,000 messages: from the click to the newest message ${Date.now() - begun} ms`);
    const frame = await pageFrameOf(workbench().page);
    const count = () => frame.locator('*').count();
    const few = await count();
    assert.ok(few < 900, `${few} elements`);
    const earlier = page().getByRole('button', { name: 'Earlier messages' });
    const before = Date.now();
    for (let left = 1950; left > 0; left -= 100) await earlier.click();
    await page().locator('.events > li').filter({ hasText: 'Line 1 of' }).waitFor();
    const most = await count();
    report.push(`back to the first message: ${Date.now() - before} ms; ${few} to ${most} elements`);
    assert.ok(most < 3000, `${most} elements`);
    await workbench().screenshot('chat-long');
  });
});
