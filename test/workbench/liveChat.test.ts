import assert from 'node:assert/strict';
import { platformOwnerOf } from './support/credentials';
import { pageFrameOf, seriousViolations } from './support/accessibility';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { toPlatform } from './support/signedIn';
import { startWorkbench } from './support/startWorkbench';

const themes = ['light', 'dark', 'hc-dark', 'hc-light'] as const;

describe('A chat', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(() => startWorkbench(toPlatform(sandbox())));
  const chats = () => sandbox().chats;
  const login = (): string => platformOwnerOf(sandbox()).login;
  let chatId: string;

  const page = () => workbench().webview();
  const lines = () => page().locator('.events > li').allInnerTexts();
  const shows = (text: string): Promise<void> =>
    eventually(async () => {
      const shown = await lines();
      assert.ok(
        shown.some((line) => line.includes(text)),
        JSON.stringify(shown),
      );
    });
  const rowsOf = async (section: string): Promise<readonly string[]> => {
    const rows = await workbench().view('Chats').rows();
    const labels = rows.map(({ label }) => label);
    const from = labels.indexOf(section);
    const rest = labels.slice(from + 1);
    const end = rest.findIndex((label) => ['Mine', 'Waiting', 'Others', 'Ended Today'].includes(label));
    return from < 0 ? [] : rest.slice(0, end < 0 ? undefined : end);
  };
  const type = async (text: string): Promise<void> => {
    await page().locator('#message').focus();
    await workbench().page.keyboard.type(text);
    await workbench().page.keyboard.press('Enter');
  };
  /** What stays at the bottom of the page does not cover the newest message. */
  const showsNewestWhole = (): Promise<void> =>
    eventually(async () => {
      const newest = await page().locator('.events > li').last().boundingBox();
      const dock = await page().locator('.dock').boundingBox();
      assert.ok(newest && dock && newest.y + newest.height <= dock.y, JSON.stringify({ newest, dock }));
    });
  /** The texts that the customer sees. */
  const customersTexts = (): string => JSON.stringify(chats().customerView(chatId));

  before(async () => {
    sandbox().platform.switches.setTimeouts({ transferAfterMin: 20 });
    await workbench().openView('LiveChat');
    await eventually(async () => assert.equal((await workbench().view('Tickets').rows())[0]?.label, 'Open'));
    await eventually(async () => assert.ok((await workbench().view('Chats').rows()).length > 0));
    await workbench().runCommand('LiveChat: Start Listening');
    await workbench().dialog.click('Chats Only');
    await workbench().notifications.waitFor('Listening through a live connection to LiveChat.');
    await workbench().notifications.close('Listening through');
    ({ chatId } = chats().startChat({ name: 'Kim Lee', text: 'Where is my order?', waiting: 'queue' }));
  });

  it('that waits is in the view, in the badge, and first in the question which to answer', async () => {
    await eventually(async () => assert.deepEqual(await rowsOf('Waiting'), ['Kim Lee']));
    await workbench().runCommand('LiveChat: Answer a Waiting Chat');
    await workbench().quickInput.pick('Kim Lee');
    const { message, detail } = await workbench().dialog.text();
    assert.equal(message, 'Join the chat with Kim Lee?');
    assert.equal(detail, 'You will be visible to the customer.');
    await workbench().screenshot('chat-join');
    await shows('Where is my order?');
    assert.equal(await page().locator('#message').count(), 1);
    await workbench().dialog.click('Join');
    await eventually(async () => assert.deepEqual(await rowsOf('Mine'), ['Kim Lee']));
    await page().locator('#message').waitFor();
  });

  it('is answered by keyboard, and shows what the customer has seen and types', async () => {
    await type('I look it up.');
    await shows('I look it up.');
    await eventually(() => assert.ok(customersTexts().includes('I look it up.')));
    chats().customerSees(chatId);
    await shows('Seen');
    chats().customerTypes(chatId, 'It is number');
    await eventually(async () =>
      assert.match(await page().locator('.peek').innerText(), /not sent yet:\s*It is number/),
    );
    await workbench().screenshot('chat-sneak-peek');
    chats().customerWrites(chatId, 'It is number 48151');
    await shows('It is number 48151');
    await page().locator('.peek').waitFor({ state: 'hidden' });
    const note = page().locator('[data-note="transfer"]');
    await eventually(async () => assert.match(await note.innerText(), /^LiveChat transfers this chat in /));
    await showsNewestWhole();
    await workbench().screenshot('chat-transfer-countdown');
  });

  it('has private notes, which the customer’s view leaves out', async () => {
    await page().locator('#private').check();
    await type('Ask the shipping team');
    await shows('Ask the shipping team');
    await eventually(() => {
      assert.ok(JSON.stringify(chats().events(chatId)).includes('Ask the shipping team'));
      assert.ok(!customersTexts().includes('Ask the shipping team'));
    });
    await page().locator('[data-action="customersView"]').press('Enter');
    await eventually(async () => {
      const shown = (await lines()).join('\n');
      assert.ok(shown.includes('I look it up.') && !shown.includes('Ask the shipping team'), shown);
    });
    await page().locator('[data-action="customersView"]').press('Enter');
    await shows('Ask the shipping team');
    await page().locator('#private').uncheck();
  });

  it('that goes on for long keeps its newest messages, and all that are on the page while earlier ones are read', async () => {
    const drawn = () => page().locator('.events > li').count();
    const write = async (what: string): Promise<void> => {
      for (let index = 1; index <= 160; index += 1) chats().customerWrites(chatId, `${what} ${index}`);
      await shows(`${what} 160`);
    };
    const isCut = async (): Promise<void> => assert.ok((await drawn()) <= 150, String(await drawn()));
    // The focus is on no row of the list, which would then be kept.
    const toEnd = async (): Promise<void> => {
      await page().locator('#message').focus();
      await page().locator('.foot').scrollIntoViewIfNeeded();
    };
    await toEnd();
    await write('Question');
    await isCut();
    await page().getByRole('button', { name: 'Earlier messages' }).click();
    const few = await drawn();
    await write('Remark');
    assert.equal(await drawn(), Math.min(300, few + 160));
    await toEnd();
    chats().customerWrites(chatId, 'The last one');
    await shows('The last one');
    await isCut();
  });

  it('keeps what was typed over a reload of its page', async () => {
    await page().locator('#message').fill('half a sent');
    await workbench().runCommand('Developer: Reload Webviews');
    await eventually(async () => assert.equal(await page().locator('#message').inputValue(), 'half a sent'));
    await showsNewestWhole();
    await page().locator('#message').fill('');
  });

  it('has no serious accessibility violation in any theme', async () => {
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await showsNewestWhole();
      await workbench().screenshot(`chat-panel-${theme}`);
      await pageFrameOf(workbench().page);
      assert.deepEqual(await seriousViolations(workbench().page), [], theme);
    }
    await workbench().setTheme('light');
  });

  it('is closed ten seconds after the confirmation, and is then among those that ended', async () => {
    await page().locator('[data-action="close"]').press('Enter');
    await workbench().dialog.click('Close Chat');
    await workbench().notifications.waitFor('Closing the chat with Kim Lee');
    assert.equal(chats().customerView(chatId).isActive, true);
    await eventually(async () => assert.deepEqual(await rowsOf('Mine'), []));
    await page().locator('[data-action="resume"]').waitFor();
    assert.ok(!(await rowsOf('Waiting')).includes('Kim Lee'));
  });

  it('is found in the archive', async () => {
    await workbench().runCommand('LiveChat: Search Chats');
    await workbench().quickInput.fill('48151');
    await eventually(async () => {
      const items = await workbench().quickInput.items();
      assert.equal(items[0]?.label, 'Kim Lee', JSON.stringify(items));
    });
    await workbench().page.keyboard.press('Escape');
  });

  it('that another agent has can be whispered in, unseen by the customer', async () => {
    const agent = sandbox().credentials.find((one) => one.login !== login())?.login ?? '';
    const other = chats().startChat({ name: 'Ana Souza', text: 'Hello', agent });
    await eventually(async () => assert.ok((await rowsOf('Others')).includes('Ana Souza')));
    await workbench().runCommand('LiveChat: Whisper in a Chat');
    await workbench().quickInput.pick('Ana Souza');
    await workbench().dialog.click('Whisper');
    await shows('Hello');
    await page().locator('#message').waitFor();
    assert.equal(await page().locator('#private').isDisabled(), true);
    await type('He is a regular customer');
    await shows('He is a regular customer');
    const seen = JSON.stringify(chats().customerView(other.chatId));
    assert.ok(!seen.includes('regular customer') && !seen.includes(login()), seen);
  });

  it('has script and style in its page, which the editor would otherwise fetch after it', async () => {
    assert.equal(await page().locator('style[nonce]').count(), 1);
    assert.equal(await page().locator('link[rel="stylesheet"], script[src$="chat.js"]').count(), 0);
  });
});

describe('A chat in Brazilian Portuguese', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(() => startWorkbench({ ...toPlatform(sandbox()), locale: 'pt-br' }));
  const page = () => workbench().webview();

  it('that came after the list was loaded is found, answered and transferred, all in Portuguese', async () => {
    const { quickInput, dialog } = workbench();
    await workbench().openView('LiveChat');
    await eventually(async () =>
      assert.equal((await workbench().view('Tickets').rows())[0]?.label, 'Aberto'),
    );
    const { chatId } = sandbox().chats.startChat({ name: 'Ana Souza', text: 'Olá', waiting: 'queue' });
    await workbench().runCommand('LiveChat: Responder a um chat em espera');
    await quickInput.pick('Ana Souza');
    assert.deepEqual(await dialog.text().then(({ message, detail }) => [message, detail]), [
      'Entrar no chat com Ana Souza?',
      'Você ficará visível para o cliente.',
    ]);
    await dialog.click('Entrar');
    await page().locator('#message').fill('Bom dia!');
    await page().locator('#message').press('Enter');
    await eventually(() =>
      assert.ok(JSON.stringify(sandbox().chats.customerView(chatId)).includes('Bom dia!')),
    );
    const buttons = await page().locator('[data-action]').allInnerTexts();
    assert.deepEqual(buttons, [
      'Encerrar chat',
      'Transferir…',
      'Sair do chat',
      'Adicionar tag…',
      'Abrir página…',
      'Criar ticket',
      'Copiar link',
      'Visão do cliente',
    ]);
    // This machine does not listen, which the panel says.
    await page().getByText('Novas mensagens não aparecem até você começar a escutar.').waitFor();
    await workbench().screenshot('pt-br-chat');
    await page().locator('[data-action="transfer"]').press('Enter');
    await quickInput.pick('Tomás Ferreira');
    await eventually(async () => assert.match(await quickInput.message(), /nota privada/));
    await quickInput.accept();
    await eventually(() =>
      assert.deepEqual(
        sandbox()
          .chats.customerView(chatId)
          .agents.map(({ name }) => name),
        ['Tomás Ferreira'],
      ),
    );
    await page().locator('[data-action="takeOver"]').waitFor();
  });
});
