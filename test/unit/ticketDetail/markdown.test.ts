import assert from 'node:assert/strict';
import type { Ticket } from '../../../src/core/domain/ticket';
import { hostileTexts } from '../support/hostileData';
import { blockText, inlineText, ticketMarkdown } from '../../../src/ui/messages/markdown';
import { eventViews, ticketView } from '../../../src/ui/ticketDetail/ticketView';
import { leavesOf, valueAt } from '../support/leaves';
import { contractTicket } from './support/contractTicket';
import { labels } from './support/words';

function markdownOf(ticket: Ticket): string {
  const headings = { conversation: 'Conversation', privateNote: 'Private note' };
  return ticketMarkdown(ticketView(ticket, labels), eventViews(ticket, labels), headings);
}

/** The text that remains after everything that Markdown shows literally is removed. */
function readable(markdown: string): string {
  return (
    markdown
      .replace(/^(`{3,})\n[^]*?\n\1$/gm, '')
      // From left to right, as Markdown is parsed: an escaped backtick opens no code span.
      .replace(/\\[!-/:-@[-`{-~]|(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, '')
  );
}

describe('ticket as Markdown', () => {
  it('contains every field of the ticket', () => {
    const text = markdownOf(contractTicket).replace(/\\([!-/:-@[-`{-~])/g, '$1');
    for (const path of leavesOf(contractTicket)) {
      const value = valueAt(contractTicket, path);
      if (typeof value === 'boolean' || path.at(-1) === 'type') continue;
      assert.ok(text.includes(String(value)), path.join('.'));
    }
  });

  it('marks private notes', () => {
    const events = [{ type: 'message', message: 'x', is_private: true }];
    assert.match(markdownOf({ id: 'A', groups: [], tags: [], events }), /\*\*Private note\*\*/);
  });

  it('escapes Markdown and HTML syntax', () => {
    assert.equal(
      inlineText('# <b>*x*</b> [a](b) `c` | &amp; ~'),
      String.raw`\# \<b\>\*x\*\<\/b\> \[a\]\(b\) \`c\` \| \&amp\; \~`,
    );
    assert.equal(inlineText('two\nlines'), 'two lines');
  });

  it('puts text that would become a link into a code span', () => {
    assert.equal(inlineText('kim@mail.test'), '`kim@mail.test`');
    assert.equal(inlineText('see www.evil.example'), '`see www.evil.example`');
    assert.equal(inlineText('`a` https://x.test ``b``'), '``` `a` https://x.test ``b`` ```');
  });

  it('puts messages into a code block that they cannot close', () => {
    assert.equal(blockText('a\n```\nb'), '````\na\n```\nb\n````');
    assert.equal(blockText('`````'), '``````\n`````\n``````');
    assert.equal(blockText('a\r\nb'), '```\na\nb\n```');
  });

  it('contains no unescaped text from hostile input', () => {
    for (const { subject, message, name } of hostileTexts) {
      const requester = { name: name ?? subject, mail: message };
      const events = [
        { type: 'message', message, author: { name: subject, id: message, type: message } },
        { type: subject, author: { name: message } },
      ];
      const ticket = { id: message, subject, requester, groups: [], tags: [subject, message], events };
      const left = readable(markdownOf(ticket))
        .replace(/^(#{1,2} |- \*\*[A-Z][A-Za-z -]+:?\*\* ?)/gm, '')
        .replaceAll('**', '');
      assert.doesNotMatch(left, /[<>[\]()*_`|#&~\\]/, left);
    }
  });
});

describe('text as a code block', () => {
  it('may contain any number of backticks', () => {
    assert.ok(blockText('` '.repeat(200_000)).startsWith('```\n'));
  });
});
