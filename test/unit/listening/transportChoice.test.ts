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

describe('how events arrive', () => {
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

  it('is no choice for an account with one way, and none while nobody is signed in', async () => {
    for (const none of [classic, undefined]) {
      account = none;
      assert.equal(choice.current, undefined);
      await choice.change();
    }
    assert.deepEqual([asked, done], [[], []]);
  });

  it('is the live connection until somebody chose webhooks', () => {
    assert.equal(choice.current, 'socket');
    account = { ...platform, transportKind: 'webhooks' };
    assert.equal(choice.current, 'webhooks');
  });

  it('by webhooks needs an application, which is kept with the choice', async () => {
    await choice.change();
    assert.deepEqual(asked, [{ current: 'socket', kinds: ['socket', 'webhooks'] }]);
    assert.deepEqual(done, ['ask for the application', 'save platform:a webhooks app-1']);
  });

  it('by webhooks asks for no application that is known already', async () => {
    account = { ...platform, clientId: 'known' };
    await choice.change();
    assert.deepEqual(done, ['save platform:a webhooks known']);
  });

  it('changes at once where this machine listens, once the tunnel was agreed to', async () => {
    isListening = true;
    await choice.change();
    assert.deepEqual(done, ['ask for the application', 'prepare', 'save platform:a webhooks app-1', 'start']);
    account = { ...platform, clientId: 'app-1', transportKind: 'webhooks' };
    answer = { kind: 'socket' };
    done.length = 0;
    await choice.change();
    assert.deepEqual(done, ['save platform:a socket app-1', 'start']);
  });

  it('stays where the person gives up, at whichever step', async () => {
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

  it('lets go of what one application has before another takes its place', async () => {
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

  it('lets go of what an earlier run left for one application, also where nothing listens now', async () => {
    answer = { kind: 'webhooks', isOther: true };
    for (const transportKind of ['webhooks', 'socket'] as const) {
      account = { ...platform, clientId: 'app-0', transportKind };
      done.length = 0;
      await choice.change();
      assert.deepEqual(done, ['ask for the application', 'stop', 'save platform:a webhooks app-1']);
    }
  });
});
