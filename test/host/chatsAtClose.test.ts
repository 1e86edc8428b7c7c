import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { startTestSandbox } from '../unit/support/testSandbox';
import { eventually } from './support/eventually';
import { QuickInputs } from './support/quickInputs';
import { Replaced } from './support/replaced';
import { SecondWindow } from './support/secondWindow';
import { ChangedSettings } from './support/settings';
import { Shown } from './support/shown';

const sinceClosed = 'Your chats since the last window was closed: ';

describe('chats of which the person is the only agent, when the last window closes', () => {
  let replaced: Replaced;
  let settings: ChangedSettings;
  let inputs: QuickInputs;
  let shown: Shown;
  let sandbox: Sandbox;
  let window: SecondWindow;
  let chatId: string;

  beforeEach(async () => {
    replaced = new Replaced();
    settings = new ChangedSettings();
    inputs = new QuickInputs(replaced);
    shown = new Shown(replaced, false);
    sandbox = await startTestSandbox({ tickets: 25, agents: 3, hostile: false });
    const { platform } = sandbox;
    await settings.set('livechat.apiUrl', sandbox.url);
    await settings.set('livechat.helpdeskUrl', platform.helpdeskUrl);
    await settings.set('livechat.accountsUrl', platform.accountsUrl);
    window = new SecondWindow();
    window.open();
    const me = platform.credentials[0]!;
    const done = window.run('livechat.account.signIn');
    await inputs.pick('Platform');
    await inputs.type(2, me.accountId);
    await inputs.type(3, me.token);
    await done;
    ({ chatId } = sandbox.chats.startChat({ name: 'Kim', agent: me.login }));
    await window.run('livechat.chats.refresh');
    await eventually('the listener’s service', () =>
      window.log.some((line) => line.includes('is the leader')),
    );
  });
  afterEach(async () => {
    await inputs.escape();
    await window.close();
    replaced.restore();
    await settings.restore();
    await sandbox.dispose();
  });

  const agents = (): readonly string[] => sandbox.chats.customerView(chatId).agents.map(({ name }) => name);
  const report = async (): Promise<string> => {
    const said = (): string | undefined => shown.messages.find((text) => text.startsWith(sinceClosed));
    await eventually('what became of the chats', () => said() !== undefined);
    return said()?.slice(sinceClosed.length) ?? '';
  };

  it('stay as they are by default, and the next start says that LiveChat archived them', async () => {
    const before = agents();
    await window.restart(() => {
      assert.deepEqual(agents(), before);
      sandbox.chats.archive(chatId);
    });
    assert.equal(await report(), 'Kim: archived by LiveChat');
  });

  it('are handed over if the person chose that, and the next start says to whom', async () => {
    await settings.set('livechat.chats.handOverAtClose', true);
    const before = agents();
    await window.restart(() => assert.notDeepEqual(agents(), before));
    const [now] = agents();
    assert.equal(
      await report(),
      now === undefined ? 'Kim: waits for an agent' : `Kim: handed over to ${now}`,
    );
  });
});
