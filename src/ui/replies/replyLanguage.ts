import {
  CompletionItem,
  CompletionItemKind,
  Diagnostic,
  DiagnosticSeverity,
  Hover,
  l10n,
  languages,
  MarkdownString,
  type Position,
  Range,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { Clock } from '../../core/base/clock';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { plainText } from '../../core/base/plainText';
import { readReply, relativeLinks, replyKeys, type ReplyProblem } from '../../core/replies/replyFile';
import {
  isReplyVariable,
  replyVariableNames,
  replyVariables,
  type ReplyVariable,
  typedVariable,
  variablesIn,
} from '../../core/replies/replyVariables';
import { wholeNumber } from '../messages/times';
import { isReplyFile } from './replyFolders';
import { keyLabel, variableLabel } from './variableLabels';

/** Problems are shown this long after the last key press. */
const pauseMs = 300;
const selector = { language: 'markdown' };

/** Diagnostics, completion and hovers in files of canned replies. */
export class ReplyLanguage implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly problems = this.owned.add(languages.createDiagnosticCollection('livechat-replies'));
  private readonly waiting = new Map<string, Disposable>();

  constructor(private readonly clock: Clock) {
    for (const document of workspace.textDocuments) void this.check(document);
    this.owned.add(workspace.onDidOpenTextDocument((document) => void this.check(document)));
    this.owned.add(workspace.onDidChangeTextDocument(({ document }) => this.checkSoon(document)));
    // A link may point to what was just created.
    this.owned.add(workspace.onDidSaveTextDocument(() => this.checkVisible()));
    this.owned.add(workspace.onDidGrantWorkspaceTrust(() => this.checkVisible()));
    this.owned.add(
      workspace.onDidCloseTextDocument(({ uri }) => {
        this.waiting.get(uri.toString())?.dispose();
        this.problems.delete(uri);
      }),
    );
    this.owned.add(
      languages.registerCompletionItemProvider(selector, { provideCompletionItems: complete }, '{', '.'),
    );
    this.owned.add(languages.registerHoverProvider(selector, { provideHover: hover }));
  }

  dispose(): void {
    for (const timer of this.waiting.values()) timer.dispose();
    this.owned.dispose();
  }

  private checkVisible(): void {
    for (const { document } of window.visibleTextEditors) void this.check(document);
  }

  private checkSoon(document: TextDocument): void {
    if (!isReplyFile(document.uri)) return;
    const key = document.uri.toString();
    this.waiting.get(key)?.dispose();
    this.waiting.set(
      key,
      this.clock.after(pauseMs, () => {
        this.waiting.delete(key);
        void this.check(document);
      }),
    );
  }

  private async check(document: TextDocument): Promise<void> {
    if (!isReplyFile(document.uri)) return;
    const { version } = document;
    const content = document.getText();
    const { problems } = readReply(content, '');
    const found = problems.map((problem) => diagnosticOf(document, problem));
    const dead = await deadLinks(document, content);
    // A later check knows a newer text.
    if (document.isClosed || document.version !== version) return;
    this.problems.set(document.uri, [...found, ...dead]);
  }
}

function diagnosticOf(document: TextDocument, problem: ReplyProblem): Diagnostic {
  const isHint = problem.code === 'unknown-key' || problem.code === 'empty';
  const diagnostic = new Diagnostic(
    rangeOf(document, problem),
    problemText(problem),
    isHint ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error,
  );
  diagnostic.source = 'LiveChat';
  diagnostic.code = problem.code;
  return diagnostic;
}

function problemText(problem: ReplyProblem): string {
  switch (problem.code) {
    case 'yaml':
      return l10n.t('The front matter is not valid YAML: {0}', problem.reason);
    case 'unclosed':
      return l10n.t('The front matter has no end. Add a line with three hyphens.');
    case 'long-front-matter':
      return l10n.t('The front matter is too long and is not read.');
    case 'unknown-key':
      return l10n.t('“{0}” is not used. The front matter has: {1}.', problem.key, replyKeys.join(', '));
    case 'wrong-value':
      return problem.key === 'title'
        ? l10n.t('The title must be a text.')
        : l10n.t('“{0}” must be a text or a list of texts.', problem.key);
    case 'empty':
      return l10n.t('The reply is empty, so it is not offered.');
    case 'unknown-variable':
      return l10n.t('There is no variable “{0}”. It stays in the text as it is.', problem.name);
    case 'no-common-target':
      return l10n.t('“{0}” has no value where the variables before it have one.', problem.name);
    case 'too-long':
      return l10n.t(
        'The reply has {0} bytes. A message in a chat may have {1}.',
        wholeNumber(problem.bytes),
        wholeNumber(problem.limit),
      );
  }
}

async function deadLinks(document: TextDocument, content: string): Promise<Diagnostic[]> {
  const folder = Uri.joinPath(document.uri, '..');
  const checked = await Promise.all(
    relativeLinks(content).map(async (link) => {
      try {
        await workspace.fs.stat(Uri.joinPath(folder, link.path));
        return [];
      } catch {
        const text = l10n.t('The file “{0}” does not exist.', link.path);
        const diagnostic = new Diagnostic(rangeOf(document, link), text, DiagnosticSeverity.Warning);
        diagnostic.source = 'LiveChat';
        diagnostic.code = 'dead-link';
        return [diagnostic];
      }
    }),
  );
  return checked.flat();
}

function rangeOf(
  document: TextDocument,
  { start, end }: { readonly start: number; readonly end: number },
): Range {
  return new Range(document.positionAt(start), document.positionAt(end));
}

function complete(document: TextDocument, position: Position): CompletionItem[] {
  if (!isReplyFile(document.uri)) return [];
  const content = document.getText();
  const offset = document.offsetAt(position);
  const typed = typedVariable(content, offset);
  if (typed) {
    const closing = content.startsWith('}}', offset) ? '' : '}}';
    const range = new Range(document.positionAt(typed.start), position);
    return replyVariableNames.map((name) => {
      const item = new CompletionItem(name, CompletionItemKind.Variable);
      item.detail = variableLabel(name);
      item.documentation = placesOf(name);
      item.insertText = `${name}${closing}`;
      item.range = range;
      return item;
    });
  }
  const { textStart } = readReply(content, '');
  const line = document.lineAt(position.line).text.slice(0, position.character);
  if (offset >= textStart || !content.startsWith('---') || !/^\w*$/.test(line)) return [];
  return replyKeys.map((key) => {
    const item = new CompletionItem(key, CompletionItemKind.Property);
    item.detail = keyLabel(key);
    item.insertText = `${key}: `;
    return item;
  });
}

function hover(document: TextDocument, position: Position): Hover | undefined {
  if (!isReplyFile(document.uri)) return undefined;
  const offset = document.offsetAt(position);
  const use = variablesIn(document.getText()).find(({ start, end }) => start <= offset && offset <= end);
  if (!use || !isReplyVariable(use.name)) return undefined;
  const lines = [variableLabel(use.name), placesOf(use.name)];
  if (use.fallback !== undefined) lines.push(l10n.t('Without a value: “{0}”', plainText(use.fallback)));
  return new Hover(
    lines.map((line) => new MarkdownString().appendText(line)),
    rangeOf(document, use),
  );
}

function placesOf(name: ReplyVariable): string {
  const places: readonly string[] = replyVariables[name];
  if (places.length > 1) return l10n.t('In tickets and chats');
  return places[0] === 'ticket' ? l10n.t('In tickets') : l10n.t('In chats');
}
