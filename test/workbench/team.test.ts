import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { removeTemporaryFolder, temporaryFolder } from '../../scripts/workbench/childProcesses.mjs';
import { createTeamKey } from '../../src/core/team/teamKey';
import { Program } from '../unit/receiverProgram/support/program';
import { freePort, NatsServer } from '../unit/team/support/natsServer';
import { ownerOf } from './support/credentials';
import { eventually } from './support/eventually';
import { useSandbox } from './support/fixtures';
import { startWorkbench, type Workbench } from './support/startWorkbench';

const user = { user: 'team', password: 'password-of-nats' };
const program = path.resolve('out', 'src', 'core', 'receiverProgram', 'program.js');

describe('Two members of a team', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const teamKey = createTeamKey();
  const folder = temporaryFolder('team-');
  const members: Workbench[] = [];
  let server: NatsServer;
  let receiver: Program;

  before(async () => {
    const { login, apiKey } = ownerOf(sandbox());
    const [started, port] = await Promise.all([NatsServer.start([user]), freePort()]);
    server = started;
    const config = path.join(folder, 'receiver.json');
    writeFileSync(
      config,
      JSON.stringify({
        account: { kind: 'classic', name: login, secretEnv: 'LIVECHAT_KEY' },
        listen: { host: '127.0.0.1', port },
        publicUrl: `http://127.0.0.1:${port}`,
        servers: [server.address],
        ...{ credentialsEnv: 'NATS_USER', teamKeyEnv: 'TEAM_KEY', stream: 'LIVECHAT' },
        dataDir: path.join(folder, 'data'),
        apiUrl: sandbox().url,
      }),
    );
    const env = { LIVECHAT_KEY: apiKey, NATS_USER: JSON.stringify(user), TEAM_KEY: teamKey };
    receiver = new Program([program, '--config', config], env);
    await receiver.ready();
    // Each has a user data folder of its own, as two machines do.
    members.push(...(await Promise.all([startWorkbench(), startWorkbench()])));
  });
  after(async () => {
    await Promise.all([...members.map((one) => one.dispose()), receiver.kill()]);
    await server.dispose();
    removeTemporaryFolder(folder);
  });

  const answer = async ({ quickInput }: Workbench, step: string, text: string): Promise<void> => {
    await eventually(async () => {
      assert.match(await quickInput.title(), new RegExp(`\\(${step}/4\\)`));
      await quickInput.fill(text);
      assert.equal(await quickInput.value(), text);
    });
    await quickInput.accept();
  };
  const join = async (member: Workbench): Promise<void> => {
    await member.runCommand('LiveChat: Join a Team');
    await answer(member, '1', server.address);
    await eventually(async () => assert.ok((await member.quickInput.items()).length === 3));
    await member.quickInput.accept();
    await eventually(async () => assert.equal(await member.quickInput.message(), promptOf('User')));
    await answer(member, '3', user.user);
    await eventually(async () => assert.equal(await member.quickInput.message(), promptOf('Password')));
    await answer(member, '3', user.password);
    await answer(member, '4', teamKey);
    await member.notifications.waitFor('This machine has joined the team.');
    await member.notifications.close('This machine has joined the team.');
  };
  const rows = async (member: Workbench, name: string): Promise<number> => {
    const labels = (await member.view('Activity').rows()).map(({ label }) => label);
    return labels.filter((label) => label === `Chat started: ${name}`).length;
  };
  const isShownOnce = async (name: string): Promise<void> => {
    for (const member of members) await eventually(async () => assert.equal(await rows(member, name), 1));
  };

  it('show each event of the receiver once, also after the server was killed', async () => {
    for (const member of members) {
      await join(member);
      await member.openView('LiveChat');
    }
    sandbox().simulator.startChat({ name: 'Kim Lee' });
    await isShownOnce('Kim Lee');
    for (const member of members) await member.notifications.waitFor('Chat started: Kim Lee');
    await members[0]?.screenshot('team-member');
    await server.kill();
    for (const { page } of members) {
      const item = page.getByRole('button', { name: /^LiveChat: not signed in/ });
      await item.locator('.codicon-warning').waitFor();
    }
    await members[0]?.screenshot('team-server-down');
    // The receiver keeps it until the server is back.
    sandbox().simulator.startChat({ name: 'Bo Berg' });
    await server.run();
    await isShownOnce('Bo Berg');
    await isShownOnce('Kim Lee');
    for (const member of members) await member.notifications.waitFor('Chat started: Bo Berg');
    await members[1]?.screenshot('team-server-back');
  });

  it('filter Activity and mask customers without an account', async () => {
    const [member] = members;
    assert.ok(member);
    const { quickInput } = member;
    const activity = member.view('Activity');
    await member.runCommand('LiveChat: Filter Activity');
    await eventually(async () => assert.ok((await quickInput.items()).length === 2));
    await quickInput.pick('Event');
    await quickInput.pick('New tickets');
    await activity.locator.getByText('No event matches the filter.').waitFor();
    await activity.locator.getByRole('button', { name: 'Clear Filter' }).click();
    await eventually(async () => assert.equal(await rows(member, 'Kim Lee'), 1));
    await member.page.getByRole('button', { name: /Privacy Shield: Shield Off/ }).click();
    await member.page.getByRole('button', { name: /Privacy Shield: Shield On/ }).waitFor();
    await eventually(async () => {
      const labels = (await activity.rows()).map(({ label }) => label);
      assert.ok(labels.length > 0 && labels.every((label) => !label.includes('Kim Lee')), labels.join());
    });
    await member.screenshot('team-member-shield');
  });
});

/** The editor explains the keys below each input box. */
function promptOf(label: string): string {
  return `${label} (Press 'Enter' to confirm or 'Escape' to cancel)`;
}
