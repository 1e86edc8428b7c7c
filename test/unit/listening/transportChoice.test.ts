import assert from 'node:assert/strict';
import type { Account } from '../../../src/core/domain/account';
import {
  TransportChoice,
  type TransportAnswer,
  type TransportQuestion,
} from '../../../src/ui/listening/transportChoice';
import type { Prepared } from '../../../src/ui/tunnels/tunnelPicker';

const platform: Account = { id: 'platform:a', kind: 'platform', name: 'a' };
const classic: Account = { id: 'classic:a', kind: 'classic', name: 'a@example.com' };

describe('TransportChoice', () => {
  let account: Account | undefined;
  let answer: TransportAnswer | undefined;
  let clientId: string | undefined;
  let prepared: Prepared;
  let isListening: boolean;
  let asked: TransportQuestion[];
  let done: string[];
  let choice: TransportChoice;

  beforeEach(() => {
    account = platform;
    answer = { kind: 'webhooks' };
    clientId = 'app-1';
    prepared = 'ready';
    isListening = false;
    asked = [];
    done = [];
    const note = (what: string) => (): Promise<void> => Promise.resolve(void done.push(what));
    choice = new TransportChoice({
      account: () => account,
      ask: (question) => {
        asked.push(question);
        return Promise.resolve(answer);
      },
      askClientId: () => {
        done.push('ask for the application');
        return Promise.resolve(clientId);
      },
      prepareTunnel: () => {
        done.push('prepare');
        return Promise.resolve(prepared);
      },
      save: (of, kind, id) => note(`save ${of.id} ${kind} ${id ?? '-'}`)(),
      isListening: () => isListening,
      stop: note('stop'),
      start: note('start'),
    });
  });

  it('offers nothing for an account with one transport or while signed out', async () => {
    for (const none of [classic, undefined]) {
      account = none;
      assert.equal(choice.current, undefined);
      await choice.change();
    }
    assert.deepEqual([asked, done], [[], []]);
  });

  it('defaults to the live connection', () => {
    assert.equal(choice.current, 'socket');
    account = { ...platform, transportKind: 'webhooks' };
    assert.equal(choice.current, 'webhooks');
  });

  it('asks for an application for webhooks, and saves it with the choice', async () => {
    await choice.change();
    assert.deepEqual(asked, [{ current: 'socket', kinds: ['socket', 'webhooks'] }]);
    assert.deepEqual(done, ['ask for the application', 'save platform:a webhooks app-1']);
  });

  it('does not ask for an application that is known', async () => {
    account = { ...platform, clientId: 'known' };
    await choice.change();
    assert.deepEqual(done, ['save platform:a webhooks known']);
  });

  it('restarts listening after the tunnel is prepared', async () => {
    isListening = true;
    await choice.change();
    assert.deepEqual(done, ['ask for the application', 'prepare', 'save platform:a webhooks app-1', 'start']);
    account = { ...platform, clientId: 'app-1', transportKind: 'webhooks' };
    answer = { kind: 'socket' };
    done.length = 0;
    await choice.change();
    assert.deepEqual(done, ['save platform:a socket app-1', 'start']);
  });

  it('saves nothing when the user cancels at any step', async () => {
    isListening = true;
    answer = undefined;
    await choice.change();
    answer = { kind: 'webhooks' };
    clientId = undefined;
    await choice.change();
    clientId = 'app-1';
    prepared = 'cancelled';
    await choice.change();
    answer = { kind: 'socket' };
    await choice.change();
    assert.ok(!done.some((what) => what.startsWith('save') || what === 'start'), done.join());
  });

  it('releases the old application’s webhooks before switching', async () => {
    account = { ...platform, clientId: 'app-0', transportKind: 'webhooks' };
    isListening = true;
    answer = { kind: 'webhooks', isOther: true };
    await choice.change();
    assert.deepEqual(done, [
      'ask for the application',
      'prepare',
      'stop',
      'save platform:a webhooks app-1',
      'start',
    ]);
  });

  it('releases webhooks of an earlier run even while not listening', async () => {
    answer = { kind: 'webhooks', isOther: true };
    for (const transportKind of ['webhooks', 'socket'] as const) {
      account = { ...platform, clientId: 'app-0', transportKind };
      done.length = 0;
      await choice.change();
      assert.deepEqual(done, ['ask for the application', 'stop', 'save platform:a webhooks app-1']);
    }
  });
});
