import assert from 'node:assert/strict';
import { messageText } from '../../../src/core/api/eventDetails';
import { assertLinear } from '../support/growth';

describe('the text of an HTML message', () => {
  for (const [html, text] of [
    ['Hello', 'Hello'],
    ['<P CLASS="x">One</P><div>Two</div>Three<br/>Four', 'One\nTwo\nThree\nFour'],
    ['a <b', 'a <b'],
    ['a<style>b{}</style>c<script>d()</script >e<!-- > f -->g', 'aceg'],
    ['a<style>b', 'a'],
    ['&lt;b&gt; &amp;amp; &#x2713; &#33; &nope; &#99999999;', '<b> &amp; ✓ ! &nope; &#99999999;'],
    ['<p></p><p></p><p></p><p></p>x', 'x'],
    ['a<br><br><br><br>b', 'a\n\nb'],
  ] as const) {
    it(`is read without markup: ${html}`, () => {
      assert.equal(messageText({ richTextHtml: html }), text);
    });
  }

  it('is read in linear time', () => {
    for (const part of [
      '<',
      '<p>',
      '<!--',
      '<style>',
      '<script',
      '&',
      '&#1',
      '&nbsp;',
      ' \n',
      '</style',
      '>',
    ]) {
      assertLinear((size) => {
        const richTextHtml = `a${part.repeat(size / part.length)}z`;
        assert.equal(messageText({ richTextHtml })?.startsWith('a'), true);
      }, 20_000);
    }
  });
});
