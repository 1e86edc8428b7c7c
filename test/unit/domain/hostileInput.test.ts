import assert from 'node:assert/strict';
import {
  readAgentChange,
  readAgentDraft,
  readAgentFilter,
  readAgentLogin,
} from '../../../src/core/domain/input/agentInput';
import {
  readChat,
  readChatId,
  readChatSearch,
  readChatView,
  readClose,
  readJoin,
  readResume,
  readSend,
  readTagging,
  readTransfer,
} from '../../../src/core/domain/input/chatInput';
import type { Checked } from '../../../src/core/domain/input/fieldProblem';
import { readRecentEvents } from '../../../src/core/domain/input/recentEventsInput';
import {
  readTicketChange,
  readTicketDraft,
  readTicketId,
  readTicketQuery,
} from '../../../src/core/domain/input/ticketInput';
import { hostileArguments } from '../support/hostileArguments';
import { valueOf } from './support/checked';

const requester = { mail: 'kim@mail.test', name: 'Kim' };
const source = { type: 'chat-window', url: 'https://shop.test' };
const ticket = {
  message: 'Hi',
  requester,
  subject: 'S',
  assignee: { id: 'a' },
  source,
  groups: [1],
  tags: ['a'],
};
const agent = {
  login: 'a@b.test',
  name: 'A',
  job_title: 'J',
  password: '123456',
  max_chats_count: 3,
  groups: [1],
};

/** Each reader with a valid argument that has every field. */
const readers: readonly (readonly [(input: unknown) => Checked<unknown>, object])[] = [
  [
    readTicketQuery,
    {
      ...{
        dateFrom: '2026-01-01',
        dateTo: '2026-01-02',
        page: 1,
        assigned: true,
        order: 'asc',
        status: 'open',
      },
      ...{
        assignee: 'a',
        query: 'q',
        requesterMail: 'a@b.test',
        group: 1,
        source: 'mail',
        tag: 't',
        tagged: 1,
      },
    },
  ],
  [readTicketId, { ticketId: 'A' }],
  [readTicketDraft, ticket],
  [readTicketChange, { ticketId: 'A', private: true, status: 'open', ...ticket }],
  [readAgentFilter, { status: 'offline' }],
  [readAgentDraft, { ...agent, login_status: 'accepting chats', permission: 'normal' }],
  [readAgentChange, { login: 'a', name: 'A', status: 'offline', groups: [1] }],
  [readAgentLogin, { login: 'a', confirmed: true }],
  [readChatView, { view: 'all' }],
  [readChatId, { chatId: 'c', threadId: 't' }],
  [readChat, { chatId: 'c' }],
  [readJoin, { chatId: 'c', whisper: true }],
  [readSend, { chatId: 'c', message: 'Hi', private: true }],
  [readTransfer, { chatId: 'c', agent: 'a' }],
  [readTransfer, { chatId: 'c', group: 1 }],
  [readTagging, { chatId: 'c', tag: 't' }],
  [readClose, { chatId: 'c', confirmed: true }],
  [readResume, { chatId: 'c', message: 'Hi' }],
  [
    readChatSearch,
    { query: 'q', from: '2026-01-01', to: '2026-01-02', agent: 'a', group: 1, tag: 't', page: 1 },
  ],
  [readRecentEvents, { kind: 'chat_ended', group: 1, limit: 3 }],
];

describe('a hostile argument', () => {
  for (const [read, valid] of readers) {
    it(`of ${read.name} is refused, and reading it does not throw`, () => {
      assert.ok(read(valid).ok);
      for (const [name, argument] of hostileArguments(valid)) {
        const checked = read(argument);
        // It has no fields of its own.
        if (name === 'fields of the prototype' && read({}).ok) continue;
        assert.ok(!checked.ok, name);
        assert.ok(checked.problems.length <= 60, name);
      }
    });
  }

  it('is read once, so that what was checked is what is used', () => {
    let reads = 0;
    const argument = {
      get ticketId() {
        reads += 1;
        return reads === 1 ? 'A' : 'B';
      },
    };
    assert.equal(valueOf(readTicketId(argument)), 'A');
    assert.equal(reads, 1);
  });

  it('has no dates out of range', () => {
    for (const day of [
      '0000-01-01',
      '0050-01-01',
      '1899-12-31',
      '2200-01-01',
      '9999-12-31',
      '+020000-01-01',
    ]) {
      assert.ok(!readTicketQuery({ dateFrom: day }).ok, day);
      for (const time of [day, `${day}T00:00:00Z`, `${day}T23:59:59.999-14:00`]) {
        assert.ok(!readChatSearch({ from: time }).ok, time);
      }
    }
    assert.ok(!readChatSearch({ from: 'T'.repeat(9_000) }).ok);
  });
});
