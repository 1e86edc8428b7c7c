import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { ownerOf } from './support/credentials';
import { startWorkbench } from './support/startWorkbench';

describe('Brazilian Portuguese', () => {
  const sandbox = useSandbox({ tickets: 60 });
  const workbench = use(() =>
    startWorkbench({ locale: 'pt-br', settings: { 'livechat.apiUrl': sandbox().url } }),
  );

  before(() => workbench().openView('LiveChat'));

  it('covers sign-in, tickets and agents', async () => {
    const { quickInput } = workbench();
    const { login, apiKey } = ownerOf(sandbox());
    const tickets = workbench().view('Tickets');
    await eventually(async () =>
      assert.deepEqual(await tickets.welcomeButtons(), ['Entrar', 'Experimentar a conta de demonstração']),
    );
    await workbench().screenshot('pt-br-signed-out');
    await tickets.clickWelcomeButton('Entrar');
    await quickInput.pick('Classic');
    await eventually(async () => assert.match(await quickInput.title(), /2\/3/));
    await quickInput.fill('ninguém');
    await quickInput.accept();
    await eventually(async () =>
      assert.match((await quickInput.validationMessage()) ?? '', /Digite um endereço de e-mail/),
    );
    await quickInput.fill(login);
    await quickInput.accept();
    await eventually(async () => assert.equal(await quickInput.isPassword(), true));
    await quickInput.fill(apiKey);
    await quickInput.accept();
    await eventually(async () => assert.equal((await tickets.rows())[0]?.label, 'Aberto'));
    await eventually(async () => {
      const rows = await workbench().view('Agentes').rows();
      assert.ok(rows.some(({ description }) => description.endsWith('aceitando chats')));
    });
    await tickets.clickTitleAction('Filtrar tickets');
    await eventually(async () => {
      const labels = (await quickInput.items()).map(({ label }) => label.trim());
      assert.ok(labels.includes('Responsável') && labels.includes('Solicitante'), labels.join());
    });
    await workbench().screenshot('pt-br-filter');
  });
});
