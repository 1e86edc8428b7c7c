import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TicketSummary } from '../../../src/core/domain/ticket';
import {
  agent,
  chat,
  chatStarted,
  leftIn,
  mail,
  name,
  shieldOf,
  ticket,
  ticketCreated,
} from './support/people';
import { assertLinear } from '../support/growth';

describe('masks', () => {
  const { shown } = shieldOf();
  const summary = (of: TicketSummary): TicketSummary => shown.ticket(of);

  it('leave nothing of the requester in a ticket, and agents, ids and times as they are', () => {
    const masked = shown.ticket(ticket);
    assert.deepEqual(leftIn(masked), []);
    assert.deepEqual(masked.assignee, ticket.assignee);
    assert.deepEqual(masked.events[1]?.author, ticket.events[1]?.author);
    assert.deepEqual(masked.events[2], ticket.events[2]);
    for (const key of ['id', 'shortId', 'status', 'date', 'modified', 'groups'] as const)
      assert.deepEqual(masked[key], ticket[key]);
    assert.match(masked.events[0]?.message ?? '', new RegExp(agent));
  });

  it('leave nothing of the visitor in a chat and in events', () => {
    for (const value of [shown.chat(chat), shown.arrival(chatStarted), shown.arrival(ticketCreated)])
      assert.deepEqual(leftIn(value), []);
    assert.deepEqual(shown.chat(chat).users[1], chat.users[1]);
  });

  it('are equal for the same person, and differ for others and other machines', () => {
    const one = shown.ticket(ticket).requester;
    const visitor = shown.chat(chat).users[0];
    const code = /[A-Z2-9]{6}$/;
    assert.equal(code.exec(one?.name ?? '')?.[0], code.exec(visitor?.name ?? '')?.[0]);
    assert.equal(code.exec(one?.name ?? '')?.[0], code.exec(one?.mail ?? '')?.[0]);
    const other = summary({ id: 'T9', requester: { name, mail: 'joao.b@mail.test' } }).requester;
    assert.notEqual(other?.name, one?.name);
    assert.notEqual(shieldOf('another key').shown.ticket(ticket).requester?.name, one?.name);
    assert.equal(shieldOf().shown.ticket(ticket).requester?.name, one?.name);
  });

  it('return the same object for the same, and leave what is masked alone', () => {
    assert.equal(shown.ticket(ticket), shown.ticket(ticket));
    assert.equal(shown.ticket(shown.ticket(ticket)), shown.ticket(ticket));
    const more = { ...chat, events: [...(chat.events ?? [])] };
    assert.equal(shown.chat(more).events?.[2], shown.chat(chat).events?.[2]);
  });

  it('keep what is absent absent', () => {
    assert.deepEqual(shown.ticket({ id: 'T3' }), { id: 'T3' });
    assert.deepEqual(shown.ticket({ id: 'T3', requester: {} }), { id: 'T3', requester: {} });
    assert.deepEqual(shown.ticket({ id: 'T3', requester: { name: ' ' } }).requester, { name: ' ' });
  });

  const person = { name: 'Li Wu', mail: 'li@mail.test' };
  const texts: readonly (readonly [string, string, boolean])[] = [
    ['Li Wu called', 'Li Wu', true],
    ['Dear Li,', 'Li', true],
    ['a li element', 'li', false],
    ['<li@mail.test>', 'li@mail.test', true],
    ['mailto:li@mail.test?x', 'li@mail.test', true],
    ['version 1.2.3.4.5', '1.2.3.4.5', false],
    ['from 10.0.0.1.', '10.0.0.1', true],
    ['at 10:30:00', '10:30:00', false],
    ['fe80::1%eth0', 'fe80::1', true],
    ['::ffff:192.0.2.1', '192.0.2.1', true],
    ['std::vector', 'std::vector', false],
    ['ｌｉ＠mail.test', '＠mail', true],
    ['li%40mail.test', 'li%40mail.test', true],
    ['Wu, Li', 'Wu', true],
    ['wunderbar', 'wunderbar', false],
  ];
  for (const [text, part, isMasked] of texts) {
    it(`${isMasked ? 'replace' : 'leave'} “${part}” in “${text}”`, () => {
      const { subject = '' } = summary({ id: 'T4', subject: text, requester: person });
      assert.equal(subject.includes(part), !isMasked, subject);
    });
  }

  it('find names in scripts without spaces', () => {
    const { subject } = summary({ id: 'T5', subject: '李小龙先生您好', requester: { name: '李小龙' } });
    assert.match(subject ?? '', /^Requester [A-Z2-9]{6}先生您好$/);
  });

  it('find the whole name of a person who was shown in any text', () => {
    assert.deepEqual(leftIn(shown.text(`Called ${name} back`)), []);
    assert.equal(shown.text('João de Barro'), 'João de Barro');
  });

  it('leave the addresses of this machine in the log, and no others', () => {
    assert.equal(shown.logLine('listens on 127.0.0.1:4711 and [::1]'), 'listens on 127.0.0.1:4711 and [::1]');
    assert.deepEqual(leftIn(shown.logLine(`203.0.113.77 ${mail}`)), []);
  });

  it('are recognized in what is about to be sent, also by the next window', () => {
    const { name: mask = '', mail: address = '' } = shown.ticket(ticket).requester ?? {};
    for (const text of [`Dear ${mask},`, address.toLowerCase()])
      assert.throws(() => shieldOf().refuseMasks({ message: text }), /invalid-input/);
    for (const text of ['Dear Requester,', 'Requester ABCDEF', 'IP 234567', name, mail])
      assert.doesNotThrow(() => shieldOf().refuseMasks({ message: text, requester: { name: text } }));
  });

  it('show the page under the URL that is shown', () => {
    const url = shown.ticket(ticket).source?.url ?? '';
    assert.equal(shown.originalUrl(url), ticket.source?.url);
    assert.doesNotMatch(url, /\s/);
    assert.equal(shown.originalUrl('https://shop.test'), 'https://shop.test');
  });

  it('never leave an address in any text', () => {
    const words = fc.array(
      fc.oneof(
        fc.constantFrom(
          'a.b@mail.test',
          '203.0.113.77',
          '2001:db8::77',
          'x',
          'Ärger',
          '李',
          '\u200b',
          '@',
          '::',
          '%40',
        ),
        fc.string({ maxLength: 5 }),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(words, (parts) => {
        const masked = shown.text(parts.join(' '));
        assert.equal(masked.includes('a.b@mail.test'), false);
        assert.equal(/(?<![\d.])203\.0\.113\.77(?!\.?\d)/.test(masked), false);
      }),
    );
  });

  it('take linear time for a long text', () => {
    for (const part of ['a@', 'a', '1.', 'a:', '%40', 'x.y@z. ', '::']) {
      assertLinear((size) => {
        const subject = part.repeat(size / part.length);
        shown.ticket({ id: part, subject, requester: { name, mail } });
      }, 10_000);
    }
  });
});
