import assert from 'node:assert/strict';
import { withApplication } from '../../workbench/support/registered';
import { ReceiverProgramBench } from './support/receiverProgramBench';

describe('the receiver of each kind of account', function () {
  // Each test starts several processes.
  this.timeout(60_000);
  let bench: ReceiverProgramBench;

  beforeEach(async () => {
    bench = await ReceiverProgramBench.open();
  });
  afterEach(() => bench.close());

  it('publishes chats of the application and tickets of HelpDesk, and what was missed while it was killed', async () => {
    const { simulator } = bench.sandbox;
    const first = bench.start(bench.platformConfig());
    await first.ready();
    const kinds = await withApplication(bench.sandbox, async (webhooks) =>
      (await webhooks.list()).map(({ event }) => event),
    );
    assert.deepEqual([...kinds].sort(), ['chat_ended', 'chat_started', 'ticket_created']);
    simulator.endChat(simulator.startChat());
    simulator.createTicket({ subject: 'Invoice' });
    const kindsInStream = async (): Promise<readonly string[]> =>
      (await bench.published()).map(({ arrival }) => arrival.kind).sort();
    const appear = (...wanted: readonly string[]): Promise<void> =>
      bench.until(
        () => wanted.join(', '),
        async () => (await kindsInStream()).join() === wanted.join(),
      );
    await appear('chat_ended', 'chat_started', 'ticket_created');
    await first.kill();
    simulator.startChat();
    const second = bench.start(bench.platformConfig());
    await second.ready();
    await appear('chat_ended', 'chat_started', 'chat_started', 'ticket_created');
    assert.equal(await second.end('SIGTERM'), 0);
    assert.equal(await bench.webhooks(), 0);
    const names = await bench.inStream();
    assert.equal(new Set(names).size, 4, 'each once');
  });

  it('takes its registrations back on SIGTERM, whichever events it receives', async () => {
    const events = [['chat_started'], ['chat_ended'], ['ticket_created'], undefined];
    for (const kind of ['classic', 'platform'] as const) {
      for (const some of events) {
        const more = some && { events: some };
        const receiver = bench.start(kind === 'classic' ? bench.config(more) : bench.platformConfig(more));
        await receiver.ready();
        assert.ok((await bench.webhooks()) >= (some?.length ?? 3), String(some));
        assert.equal(await receiver.end('SIGTERM'), 0);
        assert.equal(await bench.webhooks(), 0, String(some));
      }
    }
  });

  it('ends with 3 where the token is refused twice, and with 2 without a client id', async () => {
    const refused = bench.start(bench.platformConfig(), bench.env({ LIVECHAT_TOKEN: 'wrong' }));
    assert.equal(await refused.ended, 3);
    const account = { kind: 'platform', name: 'a', secretEnv: 'LIVECHAT_TOKEN' };
    const without = bench.start(bench.platformConfig({ account }));
    assert.equal(await without.ended, 2);
    assert.match(without.errors, /account\.clientId/);
    assert.equal(await bench.webhooks(), 0);
  });
});
