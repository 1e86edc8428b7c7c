import assert from 'node:assert/strict';
import fc from 'fast-check';
import { embeddedJson } from '../../../src/ui/shell/panels/embeddedJson';

/** The editor replaces these in the HTML of a page. */
const rewritten = /(["'])(?:vscode-resource|vscode-webview-resource):[^\s'"]+?(["'])/gi;

const hostile = [
  '</script><img src=x onerror=alert(1)>',
  '<!--<script>',
  ']]>',
  'line\u2028and\u2029paragraph',
  '\u0000\ud800 lone surrogate \r\n',
  'vscode-resource:/etc/passwd',
  'VSCode-Webview-Resource://x/y',
  '{"id":"other"}',
  '&lt;b&gt;',
];

describe('JSON in the HTML of a page', () => {
  for (const text of hostile) {
    it(`stays data: ${JSON.stringify(text)}`, () => {
      const json = embeddedJson({ [text]: [text] });
      assert.doesNotMatch(json, /[<>&\u2028\u2029]/);
      assert.equal(json.replace(rewritten, '$1$2'), json);
      assert.deepEqual(JSON.parse(json), { [text]: [text] });
    });
  }

  it('is the same value, whatever it contains', () => {
    const mixed = fc
      .array(fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary' })))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.jsonValue(), mixed, (value, text) => {
        const json = embeddedJson([value, text]);
        assert.doesNotMatch(json, /[<>&\u2028\u2029]/);
        assert.equal(json.replace(rewritten, '$1$2'), json);
        assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify([value, text])));
      }),
    );
  });
});
