import assert from 'node:assert/strict';
import path from 'node:path';
import { createTeamKey } from '../../src/core/team/teamKey';
import { NatsServer } from '../unit/team/support/natsServer';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { signedInWorkbench } from './support/signedIn';

const user = { user: 'team', password: 'password-of-nats' };

describe('An editor that is the receiver of a team', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const server = use(() => NatsServer.start([user]));
  const workbench = use(() =>
    signedInWorkbench(sandbox(), {
      extensionDirs: [path.resolve('test', 'fixtures', 'teamReceiver')],
      env: {
        TEAM_JOIN: JSON.stringify({
          servers: [server().address],
          credentials: user,
          teamKey: createTeamKey(),
          receive: true,
        }),
      },
    }),
  );

  const status = async (text: string): Promise<void> => {
    await eventually(async () => {
      const items = (await workbench().statusBar()).filter(({ aria }) => aria.startsWith('LiveChat:'));
      assert.ok(
        items.some(({ aria }) => `${aria}:`.includes(`: ${text}:`)),
        JSON.stringify(items),
      );
    });
  };
  const item = () => workbench().page.locator('.statusbar-item', { hasText: 'nora@' }).first();
  const hover = async (...parts: readonly string[]): Promise<void> => {
    await eventually(async () => {
      await workbench().page.mouse.move(400, 300);
      const text = await workbench().hoverText(item());
      for (const part of parts) assert.ok(text.includes(part), `${part} in ${text}`);
    });
  };

  it('shows in the hover that it publishes', async () => {
    await workbench().openView('LiveChat');
    await workbench().runCommand('Test: Join as Receiver');
    await status('listening');
    await hover('Events: listening', 'Publishing: No events wait to be published.');
    await workbench().screenshot('team-receiver-hover');
  });

  it('warns and says what to do where NATS refuses it, and goes on receiving', async () => {
    await server().kill();
    server().configure([{ ...user, password: 'changed' }]);
    await server().run();
    await status('listening, events are not published');
    sandbox().simulator.startChat({ name: 'Kim Lee' });
    await workbench().notifications.waitFor('Chat started: Kim Lee');
    await hover('refused your credentials', 'Events that wait to be published: 1, the oldest since');
    await workbench().screenshot('team-receiver-refused-hover');
    await workbench().page.mouse.move(400, 300);
    await workbench().runCommand('LiveChat: Listening Doctor');
    await workbench().quickInput.waitForTitle('Listening Doctor');
    await eventually(async () => {
      const labels = (await workbench().quickInput.items()).map(({ label }) => label.trim());
      assert.ok(labels.includes('Publishing to the team'), labels.join('\n'));
      assert.ok(labels.includes('Join a Team'), labels.join('\n'));
    });
    await workbench().screenshot('team-receiver-doctor');
    await workbench().quickInput.cancel();
  });

  it('publishes what waited once NATS accepts it', async () => {
    await server().kill();
    server().configure([user]);
    await server().run();
    await status('listening');
    await hover('Publishing: No events wait to be published.');
  });
});
