import assert from 'node:assert/strict';
import { decodeCredentials, parseTeamServer } from '../../../src/core/team/teamServers';
import { accountToken, filtersOf, subjectsOf } from '../../../src/core/team/teamSubjects';
import { bareChat, contractChat } from '../chatDetail/support/contractChat';
import { contractTicket } from '../ticketDetail/support/contractTicket';

describe('the address of a NATS server', () => {
  it('is one of TLS or a secure websocket, or unencrypted on loopback', () => {
    for (const [address, by] of [
      ['tls://nats.shop.test:4222', 'tls'],
      ['wss://nats.shop.test/team', 'websocket'],
      ['nats://127.0.0.1:4222', 'plain'],
      ['nats://localhost', 'plain'],
      ['ws://[::1]:8080', 'websocket'],
    ]) {
      assert.deepEqual(parseTeamServer(` ${address} `), { address, by });
    }
  });

  it('is refused where it is unencrypted elsewhere, has a secret in it, or is no address', () => {
    for (const address of [
      'nats://nats.shop.test:4222',
      'ws://10.0.0.1',
      'nats://127.0.0.1.shop.test',
      'https://nats.shop.test',
      'tls://ada:secret@nats.shop.test',
      'tls://nats.shop.test?token=secret',
      'tls://nats.shop.test/team',
      'nats.shop.test:4222',
      'tls://',
      '',
    ]) {
      assert.equal(parseTeamServer(address), undefined, address);
    }
  });
});

describe('credentials of a team', () => {
  it('are a user and a password, a token, or the text of a credentials file', () => {
    assert.deepEqual(decodeCredentials({ user: 'ada', password: 'p' }), {
      kind: 'password',
      user: 'ada',
      password: 'p',
    });
    assert.deepEqual(decodeCredentials({ token: 't' }), { kind: 'token', token: 't' });
    const creds = '-----BEGIN NATS USER JWT-----\nabc\n------END NATS USER JWT------';
    assert.deepEqual(decodeCredentials({ creds }), { kind: 'creds', creds });
  });

  it('are refused where a key is missing, empty, of another type or unknown', () => {
    for (const wrong of [
      undefined,
      null,
      'token',
      {},
      { user: 'ada' },
      { user: 'ada', password: '' },
      { user: 'ada', password: 'p', token: 't' },
      { token: 7 },
      { creds: '/etc/nats.creds' },
    ]) {
      assert.equal(decodeCredentials(wrong), undefined, JSON.stringify(wrong));
    }
  });
});

describe('subjects of events', () => {
  it('have account, kind and group, one for each group', () => {
    const token = accountToken(contractChat.account);
    assert.deepEqual(subjectsOf(contractChat), [
      `livechat.${token}.chat_ended.31`,
      `livechat.${token}.chat_ended.47`,
    ]);
    assert.deepEqual(subjectsOf({ ...bareChat, account: contractChat.account }), [
      `livechat.${token}.${bareChat.kind}.0`,
    ]);
  });

  it('reveal no e-mail address, and have four tokens whatever the account is called', () => {
    const ticket = { kind: 'ticket_created', eventId: 'T1', ticket: contractTicket } as const;
    for (const account of ['classic:ada.b@shop.test', 'a > * b', '']) {
      for (const subject of subjectsOf({ ...ticket, account })) {
        assert.match(subject, /^livechat\.[\w-]+\.ticket_created\.\d+$/);
      }
    }
  });

  it('are filtered by group, or not at all', () => {
    assert.deepEqual(filtersOf([]), ['livechat.>']);
    assert.deepEqual(filtersOf([47, 31, 47]), ['livechat.*.*.47', 'livechat.*.*.31']);
  });
});
