import assert from 'node:assert/strict';
import { createTeamKey, parseTeamKey } from '../../src/core/team/teamKey';
import { freePort, NatsServer, type NatsUser } from '../unit/team/support/natsServer';
import { accessTo, chatStarted, publish } from '../unit/team/support/teamMachine';
import { eventually } from './support/eventually';
import { use } from './support/fixtures';
import { languageOf } from './support/language';
import { startWorkbench } from './support/startWorkbench';

const user: NatsUser = { user: 'ada', password: 'password-of-nats' };

describe('Joining a team in Brazilian Portuguese', () => {
  const workbench = use(() => startWorkbench({ locale: 'pt-br' }));
  const { text, command } = languageOf('pt-br');
  const teamKey = createTeamKey();
  const otherKey = createTeamKey();
  let server: NatsServer;

  before(async () => {
    server = await NatsServer.start([user]);
    await workbench().setTheme('dark');
    await send(otherKey, 'A');
    await send(teamKey, 'B');
  });
  after(() => server.dispose());

  const send = async (key: string, id: string): Promise<void> => {
    const parsed = parseTeamKey(key);
    assert.ok(parsed);
    await publish(accessTo(server, user, parsed), chatStarted(id));
  };
  const hasStep = (step: string, message: string): Promise<void> =>
    eventually(async () => {
      const { quickInput } = workbench();
      assert.match(await quickInput.title(), new RegExp(`${text('Join a Team')} \\(${step}/4\\)`));
      assert.ok((await quickInput.message()).startsWith(message), await quickInput.message());
    });
  const answer = async (typed: string): Promise<void> => {
    const { quickInput } = workbench();
    await eventually(async () => {
      await quickInput.fill(typed);
      assert.equal(await quickInput.value(), typed);
    });
    await quickInput.accept();
  };
  const refuses = (reason: RegExp): Promise<void> =>
    eventually(async () => assert.match((await workbench().quickInput.validationMessage()) ?? '', reason));
  const doctor = async (): Promise<readonly { readonly label: string; readonly detail: string }[]> => {
    const { quickInput } = workbench();
    await workbench().runCommand(command('listeningDoctor'));
    await quickInput.waitForTitle(text('Listening Doctor'));
    return await eventually(async () => {
      const items = await quickInput.items();
      assert.ok(items.some(({ label }) => label.includes(text('Check Again'))));
      return items;
    });
  };

  it('says what is wrong where it is typed', async () => {
    const { quickInput } = workbench();
    await workbench().runCommand(command('joinTeam'));
    await hasStep('1', text('Addresses of your team’s NATS servers'));
    await workbench().screenshot('team-join-servers-pt-br');
    await answer('nats.example.com');
    await refuses(/nats\.example\.com/);
    await workbench().screenshot('team-join-wrong-server-pt-br');
    await answer(`nats://127.0.0.1:${await freePort()}, ${server.address}`);
    await eventually(async () => {
      const labels = (await quickInput.items()).map(({ label }) => label);
      assert.deepEqual(labels, [text('User and Password'), text('Token'), text('Credentials File…')]);
    });
    await workbench().screenshot('team-join-kind-pt-br');
    await quickInput.accept();
    await hasStep('3', text('User'));
    await answer(user.user);
    await hasStep('3', text('Password'));
    assert.ok(await quickInput.isPassword());
    await workbench().screenshot('team-join-password-pt-br');
    await answer('wrong');
    await hasStep('4', text('Team key'));
    await answer('livechat-team-x');
    await refuses(/livechat-team-/);
    await answer(teamKey);
    await refuses(new RegExp(text('The team could not be joined.')));
    await workbench().screenshot('team-join-refused-pt-br');
    await quickInput.back();
    await hasStep('3', text('User'));
    await answer(user.user);
    await hasStep('3', text('Password'));
    await answer(user.password);
    await hasStep('4', text('Team key'));
    await answer(teamKey);
    await workbench().notifications.waitFor(text('This machine has joined the team.'));
    await workbench().screenshot('team-joined-pt-br');
  });

  it('shows how far this machine is, and which key is missing', async () => {
    const { page, quickInput } = workbench();
    const item = page.getByRole('button', { name: /^LiveChat: / });
    await eventually(async () => {
      await item.hover();
      const hover = page.locator('.monaco-hover:visible').filter({ hasText: text('Team') });
      await hover.first().waitFor({ timeout: 3_000 });
      assert.match(await hover.first().innerText(), new RegExp(parseTeamKey(otherKey)?.id ?? ''));
    });
    await workbench().screenshot('team-status-pt-br');
    const items = await doctor();
    const key = items.find(({ label }) => label.includes(text('Team key')));
    assert.match(key?.detail ?? '', new RegExp(parseTeamKey(otherKey)?.id ?? ''));
    await workbench().screenshot('team-doctor-pt-br');
    await workbench().setTheme('light');
    await workbench().screenshot('team-doctor-light-pt-br');
    await quickInput.cancel();
    await quickInput.waitUntilClosed();
    await workbench().setTheme('dark');
  });

  it('names the key where nothing can be read, and what the server says', async () => {
    const { quickInput, notifications } = workbench();
    await send(otherKey, 'C');
    await notifications.waitFor(parseTeamKey(otherKey)?.id ?? '');
    await workbench().screenshot('team-wrong-key-pt-br');
    await server.kill();
    server.configure([{ ...user, password: 'another' }]);
    await server.run();
    const refused = text(
      'The team’s NATS server refused your credentials. Join the team again with new ones.',
    );
    await eventually(async () => {
      const server = (await doctor()).find(({ label }) => label.includes(text('NATS server of the team')));
      if (server?.detail !== refused) await quickInput.cancel();
      assert.equal(server?.detail, refused);
    });
    await workbench().screenshot('team-doctor-refused-pt-br');
  });
});
