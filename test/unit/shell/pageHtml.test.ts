import assert from 'node:assert/strict';
import { pageHtml, type PageFiles } from '../../../src/ui/shell/panels/pageHtml';

describe('the HTML of a page', () => {
  const addresses: PageFiles = { script: 'https://editor/chat.js', style: 'https://editor/chat.css' };
  const options = { nonce: '0123', language: 'pt-br', source: 'https://editor', addresses };
  const linked = [
    '<link rel="stylesheet" href="https://editor/chat.css">',
    '<script nonce="0123" src="https://editor/chat.js"></script>',
  ];

  const policyOf = (html: string): ReadonlyMap<string, string> => {
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    return new Map(policy.split('; ').map((rule) => [rule.split(' ')[0] ?? '', rule]));
  };

  it('links script and style where their texts are not known', () => {
    const html = pageHtml(options);
    for (const part of linked) assert.ok(html.includes(part), part);
    const policy = policyOf(html);
    assert.equal(policy.get('default-src'), "default-src 'none'");
    assert.equal(policy.get('script-src'), "script-src 'nonce-0123'");
    assert.equal(policy.get('style-src'), 'style-src https://editor');
    assert.match(html, /<html lang="pt-br">/);
  });

  it('contains script and style otherwise, which the nonce alone allows', () => {
    const html = pageHtml({ ...options, files: { script: 'run($&);', style: 'p { color: red }' } });
    assert.ok(html.includes('<script nonce="0123">run($&);</script>'));
    assert.ok(html.includes('<style nonce="0123">p { color: red }</style>'));
    const policy = policyOf(html);
    assert.equal(policy.get('script-src'), "script-src 'nonce-0123'");
    assert.equal(policy.get('style-src'), "style-src 'nonce-0123'");
    for (const part of linked) assert.ok(!html.includes(part), part);
  });

  for (const hostile of [
    'const end = "</SCRIPT>";',
    'p::after { content: "</style>" }',
    'const open = "<!--";',
    'const address = "vscode-webview-resource:x";',
  ]) {
    it(`links a file that would not stay itself: ${hostile}`, () => {
      for (const files of [
        { script: hostile, style: '' },
        { script: '', style: hostile },
      ]) {
        const html = pageHtml({ ...options, files });
        for (const part of linked) assert.ok(html.includes(part), part);
        assert.ok(!html.includes(hostile));
      }
    });
  }

  it('contains the first messages as data', () => {
    const html = pageHtml({ ...options, first: [{ text: '</script>' }] });
    const [, json = ''] = /<script type="application\/json" id="first">(.*?)<\/script>/.exec(html) ?? [];
    assert.deepEqual(JSON.parse(json), { id: '0123', messages: [{ text: '</script>' }] });
  });
});
