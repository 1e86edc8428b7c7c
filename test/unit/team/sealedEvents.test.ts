import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { createTeamKey, parseTeamKey, type TeamKey } from '../../../src/core/team/teamKey';
import { seal, unseal } from '../../../src/core/team/sealedEvents';
import { contractChat } from '../chatDetail/support/contractChat';
import { chatStarted } from './support/teamMachine';

function newKey(): TeamKey {
  const key = parseTeamKey(createTeamKey());
  assert.ok(key);
  return key;
}

const place = { subject: 'livechat.a.chat_ended.31', messageId: 'EVENT81' };

describe('a team key', () => {
  it('is another one each time, and has an id that does not reveal it', () => {
    const [one, other] = [newKey(), newKey()];
    assert.notEqual(one.id, other.id);
    assert.match(one.id, /^[0-9a-f]{16}$/);
    assert.ok(!Buffer.from(one.secret).toString('hex').includes(one.id));
  });

  it('is read with white space around it', () => {
    const text = createTeamKey();
    assert.deepEqual(parseTeamKey(` ${text}\n`), parseTeamKey(text));
  });

  it('is refused where a character is wrong, missing or too much', () => {
    const text = createTeamKey();
    for (const at of [0, 5, 20, text.length - 1]) {
      const other = text[at] === 'A' ? 'B' : 'A';
      assert.equal(
        parseTeamKey(text.slice(0, at) + other + text.slice(at + 1)),
        undefined,
        `character ${at}`,
      );
    }
    for (const wrong of ['', text.slice(0, -1), `${text}A`, text.slice('livechat-team-'.length)]) {
      assert.equal(parseTeamKey(wrong), undefined, wrong);
    }
  });
});

describe('an encrypted event', () => {
  const key = newKey();
  const small = chatStarted('A');
  const associated = Buffer.from(`${place.subject}\n${place.messageId}`);

  it('opens with its key in its place, and has every field', () => {
    const opened = unseal([newKey(), key], place, seal(key, place, contractChat));
    assert.deepEqual(opened, { kind: 'event', keyId: key.id, arrival: contractChat });
  });

  it('contains no plain text, and is another one each time', () => {
    const [one, other] = [seal(key, place, contractChat), seal(key, place, contractChat)];
    assert.notDeepEqual(one, other);
    const texts = [contractChat.visitor.name, contractChat.visitor.email, contractChat.account, 'chat_ended'];
    for (const text of texts) assert.ok(!Buffer.from(one).includes(text), text);
  });

  it('is raw deflate however small it is, and is compressed where it is large', () => {
    const large = { ...contractChat, visitor: { ...contractChat.visitor, name: 'Kim Lee '.repeat(2_000) } };
    for (const arrival of [small, large]) {
      const text = JSON.stringify(arrival);
      const sealed = Buffer.from(seal(key, place, arrival));
      const decipher = createDecipheriv('aes-256-gcm', key.secret, sealed.subarray(9, 21))
        .setAAD(associated)
        .setAuthTag(sealed.subarray(-16));
      const plain = Buffer.concat([decipher.update(sealed.subarray(21, -16)), decipher.final()]);
      assert.equal(inflateRawSync(plain).toString(), text);
      assert.equal(plain.length < text.length, arrival === large);
      assert.deepEqual(unseal([key], place, sealed), { kind: 'event', keyId: key.id, arrival });
    }
  });

  it('is read where it was compressed although it is small', () => {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key.secret, iv).setAAD(associated);
    const encrypted = cipher.update(deflateRawSync(JSON.stringify(small)));
    cipher.final();
    const head = [Uint8Array.of(1), Buffer.from(key.id, 'hex'), iv];
    const sealed = Buffer.concat([...head, encrypted, cipher.getAuthTag()]);
    assert.deepEqual(unseal([key], place, sealed), { kind: 'event', keyId: key.id, arrival: small });
  });

  it('names the key that is missing', () => {
    assert.deepEqual(unseal([newKey()], place, seal(key, place, contractChat)), {
      kind: 'unknown-key',
      keyId: key.id,
    });
  });

  it('does not open under another subject or id', () => {
    const sealed = seal(key, place, contractChat);
    for (const other of [
      { ...place, subject: 'livechat.a.chat_ended.32' },
      { ...place, messageId: 'EVENT82' },
    ]) {
      assert.deepEqual(unseal([key], other, sealed), { kind: 'unreadable' });
    }
  });

  it('does not open where any byte was changed or is missing', () => {
    const sealed = seal(key, place, contractChat);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: sealed.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, by) => {
          const changed = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ by : byte));
          assert.notEqual(unseal([key], place, changed).kind, 'event');
          assert.notEqual(unseal([key], place, sealed.subarray(0, at)).kind, 'event');
        },
      ),
    );
  });

  it('of a newer version or another content is unreadable', () => {
    const sealed = seal(key, place, contractChat);
    sealed[0] = 2;
    assert.deepEqual(unseal([key], place, sealed), { kind: 'unreadable' });
    assert.deepEqual(unseal([key], place, new Uint8Array()), { kind: 'unreadable' });
  });
});
