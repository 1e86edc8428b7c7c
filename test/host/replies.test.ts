import {
  commands,
  type CompletionList,
  type Hover,
  languages,
  MarkdownString,
  Position,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ExtensionFixture, ownExtension } from './support/extensionFixture';
import { eventually } from './support/eventually';

describe('files of canned replies', () => {
  let extension: ExtensionFixture;
  let folder: string;

  beforeEach(async () => {
    extension = new ExtensionFixture();
    await ownExtension().activate();
    folder = await mkdtemp(path.join(tmpdir(), 'replies-'));
    await extension.settings.set('livechat.replies.folder', folder);
  });
  afterEach(async () => {
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await commands.executeCommand('workbench.action.closeAllEditors');
    await extension.end();
    await rm(folder, { recursive: true });
  });

  async function open(name: string, content: string): Promise<TextDocument> {
    const file = path.join(folder, name);
    await writeFile(file, content);
    const document = await workspace.openTextDocument(Uri.file(file));
    await window.showTextDocument(document);
    return document;
  }

  const problemsOf = (document: TextDocument): [unknown, string][] =>
    languages
      .getDiagnostics(document.uri)
      .filter(({ source }) => source === 'LiveChat')
      .map(({ code, range }) => [code, document.getText(range)]);

  it('mark unknown variables, keys and dead links', async () => {
    await writeFile(path.join(folder, 'other.md'), 'Other');
    const content = '---\ntitel: a\n---\n{{requester.nam}} [here](other.md) [gone](gone.md)';
    const document = await open('one.md', content);
    await eventually('the problems', () => problemsOf(document).length === 3);
    assert.deepEqual(problemsOf(document), [
      ['unknown-key', 'titel'],
      ['unknown-variable', '{{requester.nam}}'],
      ['dead-link', 'gone.md'],
    ]);
  });

  it('follow what is typed, and lose their marks when the file is right', async () => {
    const document = await open('one.md', 'Hi {{nothing}}');
    await eventually('the problem', () => problemsOf(document).length === 1);
    const editor = window.activeTextEditor;
    assert.ok(editor);
    await editor.edit((edit) => edit.replace(document.lineAt(0).range, 'Hi {{requester.name}}'));
    await eventually('no problem', () => problemsOf(document).length === 0);
  });

  it('complete variables inside of braces, and explain them', async () => {
    const document = await open('one.md', 'Hi {{req}} and {{ticket.id | none}}');
    await eventually('the language features', async () => {
      const list = await commands.executeCommand<CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        new Position(0, 8),
      );
      return list.items.some(({ label }) => label === 'requester.firstName');
    });
    const hovers = await commands.executeCommand<Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new Position(0, 18),
    );
    const texts = hovers.flatMap(({ contents }) =>
      contents.map((each) => (each instanceof MarkdownString ? each.value : '')),
    );
    assert.ok(texts.some((text) => text.includes('ID')));
    assert.ok(texts.some((text) => text.includes('none')));
  });

  it('leave other Markdown files alone', async () => {
    const document = await open('one.md', '{{nothing}}');
    await eventually('the problem', () => problemsOf(document).length === 1);
    const other = await workspace.openTextDocument({ language: 'markdown', content: '{{nothing}}' });
    await window.showTextDocument(other);
    assert.deepEqual(problemsOf(other), []);
  });

  it('are created with a title, and opened', async () => {
    extension.inputs.picks.push(path.basename(folder));
    const done = extension.run('livechat.replies.new');
    await extension.inputs.type(undefined, 'Refund: how?');
    await done;
    const document = window.activeTextEditor?.document;
    assert.equal(path.basename(document?.uri.fsPath ?? ''), 'refund-how.md');
    assert.match(
      await readFile(path.join(folder, 'refund-how.md'), 'utf8'),
      /^---\ntitle: "Refund: how\?"\n/,
    );
    assert.ok(document);
    assert.deepEqual(problemsOf(document), []);
  });
});
