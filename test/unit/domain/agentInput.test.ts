import assert from 'node:assert/strict';
import {
  readAgentChange,
  readAgentDraft,
  readAgentFilter,
  readAgentLogin,
} from '../../../src/core/domain/input/agentInput';
import { problemsOf, valueOf } from './support/checked';

const login = 'ada@shop.example';

describe('input of "list agents"', () => {
  it('accepts a status or nothing', () => {
    assert.deepEqual(valueOf(readAgentFilter(undefined)), {});
    assert.deepEqual(valueOf(readAgentFilter({ status: 'offline' })), { status: 'offline' });
    assert.deepEqual(problemsOf(readAgentFilter({ status: 'away' })), [
      {
        field: 'status',
        code: 'not-a-choice',
        choices: ['accepting chats', 'not accepting chats', 'offline'],
      },
    ]);
  });
});

describe('input of "create agent"', () => {
  it('accepts every field of the contract, and numbers as text', () => {
    const draft = {
      login,
      name: 'Ada Park',
      login_status: 'not accepting chats',
      job_title: 'Lead',
      permission: 'administrator',
      password: ' a b c ',
      groups: [1, 2],
    };
    const input = { ...draft, name: ' Ada Park ', max_chats_count: '6', groups: ['1', 2] };
    assert.deepEqual(valueOf(readAgentDraft(input)), { ...draft, max_chats_count: 6 });
  });

  it('requires a login that is an email address, and a name', () => {
    assert.deepEqual(problemsOf(readAgentDraft({})), [
      { field: 'login', code: 'required' },
      { field: 'name', code: 'required' },
    ]);
    assert.deepEqual(problemsOf(readAgentDraft({ login: 'ada', name: 'Ada' })), [
      { field: 'login', code: 'not-an-email' },
    ]);
  });

  it('accepts a password of at least five characters, or none', () => {
    const of = (password: unknown) => readAgentDraft({ login, name: 'Ada', password });
    assert.deepEqual(problemsOf(of('abcd')), [{ field: 'password', code: 'too-short', least: 5 }]);
    assert.deepEqual(problemsOf(of(12345)), [{ field: 'password', code: 'not-text' }]);
    assert.deepEqual(valueOf(of('abcde')).password, 'abcde');
    for (const none of ['', null, undefined]) assert.ok(!('password' in valueOf(of(none))));
  });

  it('counts spaces in a password as characters', () => {
    assert.equal(valueOf(readAgentDraft({ login, name: 'Ada', password: '     ' })).password, '     ');
  });

  it('requires a chat limit of at least one', () => {
    const of = (max_chats_count: unknown) => readAgentDraft({ login, name: 'Ada', max_chats_count });
    assert.deepEqual(problemsOf(of(0)), [{ field: 'max_chats_count', code: 'out-of-range', least: 1 }]);
    assert.deepEqual(problemsOf(of('6.5')), [{ field: 'max_chats_count', code: 'not-a-whole-number' }]);
    assert.deepEqual(valueOf(of('')), { login, name: 'Ada' });
  });

  it('rejects the permission "owner"', () => {
    assert.deepEqual(problemsOf(readAgentDraft({ login, name: 'Ada', permission: 'owner' })), [
      { field: 'permission', code: 'not-a-choice', choices: ['administrator', 'normal'] },
    ]);
  });
});

describe('permission of an agent', () => {
  it('must be one that the account supports', () => {
    const known = ['viceowner', 'normal'] as const;
    const draft = { login, name: 'Ada', permission: 'viceowner' };
    assert.deepEqual(valueOf(readAgentDraft(draft, known)), draft);
    const change = { permission: 'viceowner' };
    assert.deepEqual(valueOf(readAgentChange({ login, ...change }, known)), { login, change });
    assert.deepEqual(problemsOf(readAgentChange({ login, ...change })), [
      { field: 'permission', code: 'not-a-choice', choices: ['administrator', 'normal'] },
    ]);
  });
});

describe('input of "update agent"', () => {
  it('accepts a login and changes; an empty list of groups removes the agent from all groups', () => {
    const change = { name: 'Ada', status: 'offline', max_chats_count: 2, groups: [] };
    assert.deepEqual(valueOf(readAgentChange({ login, ...change })), { login, change });
  });

  it('requires a change, and rejects a password', () => {
    assert.deepEqual(problemsOf(readAgentChange({ login })), [{ field: '', code: 'nothing-to-change' }]);
    assert.deepEqual(problemsOf(readAgentChange({ login, password: 'abcdef' })), [
      { field: 'password', code: 'unknown-field' },
    ]);
  });
});

describe('input of "remove agent"', () => {
  it('accepts a login, and confirmation only if it is given explicitly', () => {
    assert.deepEqual(valueOf(readAgentLogin({ login })), { login, confirmed: false });
    assert.deepEqual(valueOf(readAgentLogin({ login, confirmed: true })), { login, confirmed: true });
    assert.deepEqual(problemsOf(readAgentLogin({ confirmed: 'yes' })), [
      { field: 'login', code: 'required' },
      { field: 'confirmed', code: 'not-yes-or-no' },
    ]);
    for (const confirmed of [1, '1', 'true']) {
      assert.deepEqual(problemsOf(readAgentLogin({ login, confirmed })), [
        { field: 'confirmed', code: 'not-yes-or-no' },
      ]);
    }
  });
});
