import assert from 'node:assert/strict';
import type { FormSpec } from '../../../src/protocol/form';
import {
  completed,
  defaultsOf,
  isVisible,
  storableValues,
  toChange,
  toInput,
} from '../../../src/protocol/formValues';
import { fromAgent, fromTicket } from '../../../src/protocol/fromDomain';
import { specOf } from './support/specs';

const spec: FormSpec = specOf([
  { kind: 'multiline', name: 'message', label: 'Message', required: true },
  { kind: 'email', name: 'requester.mail', label: 'Mail', required: true },
  { kind: 'text', name: 'requester.name', label: 'Name' },
  { kind: 'choice', name: 'source.type', label: 'Source', options: [], default: 'lc2' },
  {
    kind: 'text',
    name: 'source.url',
    label: 'Address',
    visibleWhen: { field: 'source.type', is: 'chat-window' },
  },
  { kind: 'multiChoice', name: 'groups', label: 'Groups', options: [], numbers: true },
  { kind: 'multiChoice', name: 'tags', label: 'Tags', options: [] },
  { kind: 'number', name: 'max_chats_count', label: 'Chats', default: '6' },
  { kind: 'checkbox', name: 'private', label: 'Private' },
  { kind: 'password', name: 'password', label: 'Password' },
]);

describe('form values', () => {
  it('start with the defaults', () => {
    const values = defaultsOf(spec);
    assert.equal(values['source.type'], 'lc2');
    assert.equal(values.max_chats_count, '6');
    assert.deepEqual(values.groups, []);
    assert.equal(values.private, false);
    assert.equal(values.message, '');
  });

  it('become the contract’s input: nested, with numbers, without empty fields', () => {
    const values = {
      ...defaultsOf(spec),
      message: ' Hello ',
      'requester.mail': 'kim@mail.test',
      groups: ['0', '4'],
      tags: ['vip'],
    };
    assert.deepEqual(toInput(spec, values), {
      message: ' Hello ',
      requester: { mail: 'kim@mail.test' },
      source: { type: 'lc2' },
      groups: [0, 4],
      tags: ['vip'],
      max_chats_count: 6,
      private: false,
    });
  });

  it('include required fields that are empty, so that validation reports them', () => {
    const input = toInput(spec, defaultsOf(spec));
    assert.equal(input.message, '');
    assert.deepEqual(input.requester, { mail: '' });
  });

  it('keep an invalid number as typed, so that validation reports it', () => {
    const values = { ...defaultsOf(spec), max_chats_count: 'six' };
    assert.equal(toInput(spec, values).max_chats_count, 'six');
    assert.equal(toInput(spec, { ...values, max_chats_count: '1e3' }).max_chats_count, '1e3');
    assert.equal(toInput(spec, { ...values, max_chats_count: ' 2.5 ' }).max_chats_count, 2.5);
  });

  it('of hidden fields are ignored', () => {
    const values = { ...defaultsOf(spec), 'source.url': 'https://shop.test/' };
    assert.deepEqual(toInput(spec, values).source, { type: 'lc2' });
    assert.deepEqual(toInput(spec, { ...values, 'source.type': 'chat-window' }).source, {
      type: 'chat-window',
      url: 'https://shop.test/',
    });
    assert.equal(isVisible(spec.fields[4]!, values), false);
  });

  it('become a change of only the fields that differ; a cleared field is sent empty', () => {
    const before = { ...defaultsOf(spec), message: 'a', 'requester.name': 'Kim', tags: ['x', 'y'] };
    assert.deepEqual(toChange(spec, before, before), {});
    assert.deepEqual(toChange(spec, before, { ...before, tags: ['y', 'x'] }), {});
    assert.deepEqual(toChange(spec, before, { ...before, 'requester.name': '', tags: [] }), {
      requester: { name: '' },
      tags: [],
    });
  });

  it('are stored only if they differ, and never include a password', () => {
    const initial = defaultsOf(spec);
    assert.deepEqual(storableValues(spec, initial, { ...initial, message: 'a', password: 'hunter2' }), {
      message: 'a',
    });
    assert.deepEqual(storableValues(spec, initial, initial), {});
  });

  it('are completed from stored values, without other types and unknown fields', () => {
    const initial = { ...defaultsOf(spec), message: 'old' };
    const values = completed(spec, initial, { message: true, tags: ['a'], surprise: 'x' });
    assert.equal(values.message, 'old');
    assert.deepEqual(values.tags, ['a']);
    assert.equal('surprise' in values, false);
    assert.deepEqual(
      Object.keys(values),
      spec.fields.map(({ name }) => name),
    );
  });

  it('are derived from a ticket and an agent by field name', () => {
    const ticket = {
      id: 'AB12C',
      subject: 'Broken',
      status: 'open',
      requester: { mail: 'kim@mail.test' },
      source: { type: 'chat-window', url: 'https://shop.test/' },
      groups: [],
      events: [],
      tags: ['vip'],
    };
    assert.deepEqual(fromTicket(ticket), {
      subject: 'Broken',
      'requester.mail': 'kim@mail.test',
      'requester.name': '',
      'assignee.id': '',
      status: 'open',
      'source.type': 'chat-window',
      'source.url': 'https://shop.test/',
      tags: ['vip'],
    });
    const agent = {
      login: 'ada@shop.test',
      name: 'Ada',
      max_chats_count: 6,
      groups: [{ id: 3, name: 'Sales' }],
    };
    assert.deepEqual(fromAgent(agent), {
      name: 'Ada',
      login_status: '',
      job_title: '',
      permission: '',
      max_chats_count: '6',
      groups: ['3'],
    });
  });
});
