import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readReply, relativeLinks } from '../../../src/core/replies/replyFile';

describe('readReply', () => {
  const codesOf = (content: string): string[] =>
    readReply(content, 'refund').problems.map(({ code }) => code);

  it('reads title, languages, tags and text', () => {
    const content =
      '---\ntitle: Refund\nlanguages: [en, pt-BR]\ntags:\n  - billing\n---\n\nHello {{requester.name}},\n\nbye.\n';
    const { reply, problems, textStart } = readReply(content, 'refund');
    assert.deepEqual(reply, {
      title: 'Refund',
      languages: ['en', 'pt-BR'],
      tags: ['billing'],
      text: 'Hello {{requester.name}},\n\nbye.',
    });
    assert.deepEqual(problems, []);
    assert.equal(content.slice(textStart, textStart + 5), 'Hello');
  });

  it('takes the name of the file as title where there is none', () => {
    assert.equal(readReply('Only text.', 'refund').reply.title, 'refund');
    assert.equal(readReply('---\ntags: a\n---\nText.', 'refund').reply.title, 'refund');
    assert.deepEqual(readReply('---\ntags: a\n---\nText.', 'refund').reply.tags, ['a']);
  });

  it('reads values as the text that was written', () => {
    const { reply } = readReply('---\ntitle: 2024-01-01\nlanguages: [no, on]\n---\nText.', 'x');
    assert.equal(reply.title, '2024-01-01');
    assert.deepEqual(reply.languages, ['no', 'on']);
  });

  it('keeps a line of hyphens inside the text', () => {
    assert.equal(readReply('---\ntitle: a\n---\nOne\n\n---\n\nTwo', 'x').reply.text, 'One\n\n---\n\nTwo');
  });

  it('reads files with other line breaks and a byte order mark', () => {
    const { reply, problems } = readReply('\ufeff---\r\ntitle: A\r\n---\r\nOne\r\nTwo\r\n', 'x');
    assert.deepEqual([reply.title, reply.text, problems], ['A', 'One\nTwo', []]);
  });

  it('uses the text although the front matter cannot be read', () => {
    const { reply, problems } = readReply('---\ntitle: [a\n---\nText.', 'x');
    assert.equal(reply.text, 'Text.');
    assert.equal(problems[0]?.code, 'yaml');
  });

  it('names what is wrong, where it is', () => {
    const content = '---\ntitel: a\nlanguages: {a: b}\n---\nHi {{requester.nam}}';
    const { problems } = readReply(content, 'x');
    assert.deepEqual(
      problems.map(({ code, start, end }) => [code, content.slice(start, end)]),
      [
        ['unknown-key', 'titel'],
        ['wrong-value', 'languages'],
        ['unknown-variable', '{{requester.nam}}'],
      ],
    );
    assert.deepEqual(codesOf('---\ntitle: a\nText without an end.'), ['unclosed']);
    assert.deepEqual(codesOf('---\ntitle: a\n---\n \n'), ['empty']);
    assert.deepEqual(codesOf('---\n- a\n---\nText'), ['wrong-value']);
    assert.deepEqual(codesOf('---\ntitle: [a, b]\n---\nText'), ['wrong-value']);
  });

  it('refuses variables that no place has together', () => {
    assert.deepEqual(codesOf('{{ticket.id}} {{chat.id}}'), ['no-common-target']);
    assert.deepEqual(codesOf('{{ticket.id}} {{requester.name}} {{ticket.subject}}'), []);
  });

  it('measures the text in bytes', () => {
    assert.deepEqual(codesOf('a'.repeat(16_384)), []);
    const [problem] = readReply('é'.repeat(8_193), 'x').problems;
    assert.ok(problem?.code === 'too-long');
    assert.deepEqual([problem.bytes, problem.limit], [16_386, 16_384]);
  });

  it('marks one character where a key is empty', () => {
    const { problems } = readReply('---\n: value\n---\nHello', 'x');
    assert.deepEqual(problems, [{ code: 'unknown-key', key: '', start: 4, end: 5 }]);
  });

  it('never throws, and has problems inside the file', () => {
    const part = fc.constantFrom(
      '---\n',
      'title',
      ': ',
      '[',
      '{',
      '&a',
      '*a',
      '\n',
      '- ',
      '"',
      '{{',
      '}}',
      'ticket.id',
      'ü',
      '\r',
      '!!',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const content = parts.join('');
        const { reply, problems, textStart } = readReply(content, 'name');
        assert.equal(typeof reply.title, 'string');
        assert.ok(textStart <= content.length);
        for (const { start, end } of problems)
          assert.ok(start >= 0 && start < end && end <= content.length + 1);
      }),
    );
  });
});

describe('relativeLinks', () => {
  const pathsOf = (content: string): string[] => relativeLinks(content).map(({ path }) => path);

  it('finds links to files, and no addresses or anchors', () => {
    assert.deepEqual(
      pathsOf(
        '[a](other.md) ![b](./img/x%20y.png "Title") [c](https://example.com) [d](#top) [e](mailto:a@example.com)',
      ),
      ['other.md', './img/x y.png'],
    );
  });

  it('ignores query and fragment, and says where the target is', () => {
    const content = 'See [a](guide.md#part).';
    const [found] = relativeLinks(content);
    assert.ok(found);
    assert.deepEqual([found.path, content.slice(found.start, found.end)], ['guide.md', 'guide.md#part']);
  });

  it('takes a percent sign that encodes nothing as part of the name', () => {
    assert.deepEqual(pathsOf('[a](100%.md)'), ['100%.md']);
  });
});
