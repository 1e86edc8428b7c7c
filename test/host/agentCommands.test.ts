import { window } from 'vscode';
import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { agent, agentDetail, call, refused, shapeFaults } from './support/codeCalls';
import { ExtensionFixture } from './support/extensionFixture';
import { Replaced } from './support/replaced';

interface Detail {
  login: string;
  name?: string;
  permission?: string;
  job_title?: string;
  login_status?: string;
  max_chats_count?: number;
  groups: { id: number }[];
}

const newAgent = { login: 'new@example.com', name: 'Nia New' };

describe('agent commands called by code', () => {
  let extension: ExtensionFixture;
  let sandbox: Sandbox;

  beforeEach(async () => {
    extension = new ExtensionFixture();
    sandbox = await extension.sandbox({ tickets: 25, agents: 5 });
    const owner = sandbox.credentials[0]!;
    await extension.signIn(owner.login, owner.apiKey);
  });
  afterEach(() => extension.end());

  async function logins(): Promise<string[]> {
    return (await call<Detail[]>('livechat.agent.list', {})).map(({ login }) => login);
  }

  it('list returns the agents in the published format, with and without an argument', async () => {
    const all = await call<Detail[]>('livechat.agent.list', {});
    assert.equal(all.length, 5);
    assert.deepEqual(
      all.flatMap((one) => shapeFaults(one, agent)),
      [],
    );
    assert.deepEqual(await call('livechat.agent.list'), all);
    for (const { login } of await call<Detail[]>('livechat.agent.list', { status: 'offline' })) {
      const found = all.find((one) => one.login === login);
      assert.equal(found && 'status' in found && found.status, 'offline');
    }
  });

  it('get returns a complete agent in the published format', async () => {
    for (const login of await logins()) {
      const detail = await call<Detail>('livechat.agent.get', { login });
      assert.deepEqual(shapeFaults(detail, agentDetail), []);
      assert.equal(detail.login, login);
    }
  });

  it('create sends every field of the argument', async () => {
    const made = await call<Detail>('livechat.agent.create', {
      ...newAgent,
      login_status: 'not accepting chats',
      job_title: 'Tester',
      permission: 'administrator',
      password: 'secret-word',
      max_chats_count: '4',
      groups: [0],
    });
    assert.deepEqual(shapeFaults(made, agentDetail), []);
    const { name, permission, job_title, login_status, max_chats_count } = made;
    assert.deepEqual(
      [name, permission, job_title, login_status, max_chats_count],
      ['Nia New', 'administrator', 'Tester', 'not accepting chats', 4],
    );
    assert.ok((await logins()).includes(newAgent.login));
  });

  it('update changes an agent', async () => {
    const [, , login = ''] = await logins();
    const changed = await call<Detail>('livechat.agent.update', {
      login,
      job_title: 'Lead',
      max_chats_count: 9,
    });
    assert.deepEqual(shapeFaults(changed, agentDetail), []);
    assert.deepEqual([changed.job_title, changed.max_chats_count], ['Lead', 9]);
  });

  it('delete with `confirmed` removes at once and returns the login', async () => {
    await call('livechat.agent.create', newAgent);
    const { login } = newAgent;
    assert.deepEqual(await call('livechat.agent.delete', { login, confirmed: true }), { login });
    assert.ok(!(await logins()).includes(login));
    assert.deepEqual(extension.shown.messages, []);
  });

  it('delete without `confirmed` asks with a dialog that names the agent and the consequences', async () => {
    await call('livechat.agent.create', newAgent);
    const asked: unknown[][] = [];
    const replaced = new Replaced();
    const ask = ((...args: unknown[]) => {
      asked.push(args);
      return Promise.resolve(undefined);
    }) as typeof window.showWarningMessage;
    replaced.member(window, 'showWarningMessage', ask);
    try {
      const { login } = newAgent;
      await refused(call('livechat.agent.delete', { login }), 'cancelled', /not removed/);
      await refused(call('livechat.agent.delete', { login, confirmed: false }), 'cancelled', /not removed/);
    } finally {
      replaced.restore();
    }
    const [text, options] = asked[0] ?? [];
    assert.match(String(text), /Nia New.*new@example\.com/);
    assert.equal((options as { modal?: boolean }).modal, true);
    assert.match((options as { detail: string }).detail, /statistics.*e-mail.*cannot be undone/s);
    assert.ok((await logins()).includes(newAgent.login));
    assert.equal(sandbox.calls.recent.filter(({ method }) => method === 'DELETE').length, 0);
  });

  it('removing an agent waits ten seconds after confirmation', async () => {
    await call('livechat.agent.create', newAgent);
    const replaced = new Replaced();
    const yes = ((_text: string, _options: unknown, button: string) =>
      Promise.resolve(button)) as unknown as typeof window.showWarningMessage;
    replaced.member(window, 'showWarningMessage', yes);
    const began = Date.now();
    try {
      const { login } = newAgent;
      assert.deepEqual(await call('livechat.agent.delete', { login }), { login });
    } finally {
      replaced.restore();
    }
    assert.ok(Date.now() - began >= 10_000, 'it did not wait');
    assert.ok(!(await logins()).includes(newAgent.login));
  }).timeout(30_000);

  it('invalid-input names every invalid field', async () => {
    const argument = { login: 'x', permission: 'owner', password: 'abc', max_chats_count: 1.5 };
    await refused(
      call('livechat.agent.create', argument),
      'invalid-input',
      /not created.*login.*name.*password.*permission.*max_chats_count/s,
    );
    await refused(call('livechat.agent.list', { status: 'asleep' }), 'invalid-input', /status/);
    await refused(call('livechat.agent.delete', {}), 'invalid-input', /login/);
    await refused(call('livechat.agent.update', { login: 'a@b.co' }), 'invalid-input', /nothing to change/);
  });

  it('reports conflict and not-found', async () => {
    sandbox.faults.next({ status: 409, match: { method: 'POST' }, body: { error: 'login is taken' } });
    await refused(call('livechat.agent.create', newAgent), 'conflict', /already exists.*login is taken/s);
    await refused(
      call('livechat.agent.get', { login: 'no@example.com' }),
      'not-found',
      /could not be loaded/,
    );
    const missing = { login: 'no@example.com', confirmed: true };
    await refused(call('livechat.agent.delete', missing), 'not-found', /not removed/);
  });

  it('reports forbidden with the key of a normal agent', async () => {
    const normal = sandbox.credentials[2]!;
    await extension.signIn(normal.login, normal.apiKey);
    await refused(
      call('livechat.agent.create', newAgent),
      'forbidden',
      /not allowed.*owner or administrator/s,
    );
  });
});
