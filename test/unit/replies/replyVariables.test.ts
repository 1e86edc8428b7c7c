import assert from 'node:assert/strict';
import { fillReply, typedVariable, variablesIn } from '../../../src/core/replies/replyVariables';

describe('fillReply', () => {
  it('replaces variables by values', () => {
    const values = { 'requester.name': 'Ana', 'ticket.id': 'T1' };
    assert.deepEqual(fillReply('Hi {{requester.name}}, {{ ticket.id }}!', values), {
      text: 'Hi Ana, T1!',
      missing: [],
    });
  });

  it('inserts the default where there is no value, and keeps a variable without both', () => {
    assert.deepEqual(
      fillReply('Hi {{requester.name | there}}, {{ticket.id}} {{ticket.id}} {{nothing}}', {}),
      {
        text: 'Hi there, {{ticket.id}} {{ticket.id}} {{nothing}}',
        missing: ['ticket.id', 'nothing'],
      },
    );
    assert.equal(fillReply('a{{chat.page|}}b', {}).text, 'ab');
  });

  for (const name of ['', '  ', '\n', '\u200b\u200d', '\u2063']) {
    it(`treats ${JSON.stringify(name)} as no value`, () => {
      const values = { 'requester.name': name };
      assert.equal(fillReply('Hi {{requester.name | there}}', values).text, 'Hi there');
      assert.equal(fillReply('Hi{{requester.name|}}', values).text, 'Hi');
      assert.deepEqual(fillReply('Hi {{requester.name}}', values).missing, ['requester.name']);
    });
  }

  it('does not replace what a value contains', () => {
    const { text } = fillReply('{{requester.name}}', {
      'requester.name': '{{agent.email}}',
      'agent.email': 'a@example.com',
    });
    assert.equal(text, '{{agent.email}}');
  });

  it('inserts dollar signs as they are, and knows no names of objects', () => {
    assert.equal(fillReply('{{requester.name}}', { 'requester.name': "$& $1 $'" }).text, "$& $1 $'");
    assert.deepEqual(fillReply('{{constructor}} {{toString}}', {}).missing, ['constructor', 'toString']);
  });

  it('inserts values on one line, without invisible characters', () => {
    assert.equal(fillReply('{{requester.name}}!', { 'requester.name': 'A\u202e\nB' }).text, 'A B!');
  });

  it('leaves other braces alone', () => {
    assert.equal(fillReply('{{}} {{ a b }} {x} {{1}}', {}).text, '{{}} {{ a b }} {x} {{1}}');
    assert.deepEqual(variablesIn('{{}} {{ a b }}'), []);
  });
});

describe('typedVariable', () => {
  it('finds the start of a name that is being typed', () => {
    const text = 'a\nHi {{req';
    assert.deepEqual(typedVariable(text, text.length), { start: text.length - 3 });
    assert.deepEqual(typedVariable('{{', 2), { start: 2 });
  });

  it('finds nothing outside of braces', () => {
    assert.equal(typedVariable('Hi req', 6), undefined);
    assert.equal(typedVariable('{{a}} b', 7), undefined);
    assert.equal(typedVariable('{{\nreq', 6), undefined);
  });
});
