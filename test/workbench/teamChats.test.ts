import assert from 'node:assert/strict';
import { createTeamKey, parseTeamKey } from '../../src/core/team/teamKey';
import { NatsServer, type NatsUser } from '../unit/team/support/natsServer';
import { accessTo, chatStarted, publish } from '../unit/team/support/teamMachine';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { toPlatform } from './support/signedIn';
import { startWorkbench } from './support/startWorkbench';

const user: NatsUser = { user: 'ada', password: 'password-of-nats' };

describe('A member of a team with a platform account', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(() => startWorkbench(toPlatform(sandbox())));
  const teamKey = createTeamKey();
  let server: NatsServer;

  before(async () => {
    server = await NatsServer.start([user]);
    await send('Before');
    await workbench().openView('LiveChat');
    await eventually(async () => assert.equal((await workbench().view('Tickets').rows())[0]?.label, 'Open'));
  });
  after(() => server.dispose());

  const send = async (name: string): Promise<void> => {
    const key = parseTeamKey(teamKey);
    assert.ok(key);
    const arrival = chatStarted(name, 'platform:other');
    assert.ok(arrival.kind !== 'ticket_created');
    await publish(accessTo(server, user, key), { ...arrival, visitor: { name } });
  };
  const answer = async (step: string, text: string): Promise<void> => {
    const { quickInput } = workbench();
    await eventually(async () => {
      assert.match(await quickInput.title(), new RegExp(`\\(${step}/4\\)`));
      await quickInput.fill(text);
      assert.equal(await quickInput.value(), text);
    });
    await quickInput.accept();
  };
  const chats = async (): Promise<readonly string[]> =>
    (await workbench().view('Chats').rows()).map(({ label }) => label);

  it('sees its own chats as they change, and the team’s events', async () => {
    const { quickInput, notifications } = workbench();
    const hint = 'Start listening to follow chats';
    await eventually(async () => assert.ok((await chats()).includes(hint)));
    await workbench().runCommand('LiveChat: Join a Team');
    await answer('1', server.address);
    await eventually(async () => assert.equal((await quickInput.items()).length, 3));
    await quickInput.accept();
    await eventually(async () => assert.match(await quickInput.message(), /^User/));
    await answer('3', user.user);
    await eventually(async () => assert.match(await quickInput.message(), /^Password/));
    await answer('3', user.password);
    await answer('4', teamKey);
    await notifications.waitFor('This machine has joined the team.');
    await notifications.close('This machine has joined the team.');
    await eventually(async () => assert.ok(!(await chats()).includes(hint)));
    sandbox().chats.startChat({ name: 'Kim Lee', text: 'Where is my order?', waiting: 'queue' });
    await eventually(async () => assert.ok((await chats()).includes('Kim Lee')));
    await send('Bo Berg');
    await notifications.waitFor('Chat started: Bo Berg');
    await workbench().screenshot('team-member-chats');
    const activity = (await workbench().view('Activity').rows()).map(({ label }) => label);
    assert.ok(activity.includes('Chat started: Bo Berg'), activity.join());
    assert.ok(!activity.includes('Chat started: Kim Lee'), activity.join());
  });

  it('has a doctor for both ways', async () => {
    const { quickInput } = workbench();
    await workbench().runCommand('LiveChat: Listening Doctor');
    await quickInput.waitForTitle('Listening Doctor');
    await eventually(async () => {
      const labels = (await quickInput.items()).map(({ label }) => label.replace(/^\$\(\w+\) |^\W+/, ''));
      assert.deepEqual(labels.slice(0, 8), [
        ...['NATS server of the team', 'Events of the team', 'Team key', 'Clock of this machine'],
        ...['Account key', 'Live connection to LiveChat', 'Signed in to live chats', 'Event round trip'],
      ]);
      assert.ok(labels.includes('Check Again'));
    });
    await workbench().screenshot('team-doctor-platform');
    await quickInput.cancel();
  });
});
