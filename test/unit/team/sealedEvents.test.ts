import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createTeamKey, parseTeamKey, type TeamKey } from '../../../src/core/team/teamKey';
import { seal, unseal } from '../../../src/core/team/sealedEvents';
import { contractChat } from '../chatDetail/support/contractChat';

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
