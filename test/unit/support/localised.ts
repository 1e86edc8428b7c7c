import ts from 'typescript';
import { fixedParts } from './manifestFile';
import { placeOf, walk, type SourceUnit } from './sourceUnits';

/** Calls of `l10n.t` without a literal text, or whose placeholders and arguments do not match. */
export function callFaults(units: readonly SourceUnit[]): string[] {
  const faults: string[] = [];
  for (const unit of units) {
    walk(unit, (node) => {
      if (!isTranslation(node)) return;
      const [text, ...values] = node.arguments;
      if (!text || !ts.isStringLiteralLike(text)) {
        faults.push(`${placeOf(unit, node)} does not write its text out`);
        return;
      }
      const named = new Set(text.text.match(/\{\w+\}/g) ?? []);
      if (named.size !== values.length) {
        faults.push(`${placeOf(unit, node)} names ${named.size} values and gives ${values.length}`);
      }
    });
  }
  return faults;
}

/** Texts of `l10n.t` that are not in the bundle: the extraction leaves out some of them without a message. */
export function unextractedFaults(
  units: readonly SourceUnit[],
  bundle: Readonly<Record<string, string>>,
): string[] {
  const faults: string[] = [];
  for (const unit of units) {
    walk(unit, (node) => {
      const [text] = isTranslation(node) ? node.arguments : [];
      if (!text || !ts.isStringLiteralLike(text) || Object.hasOwn(bundle, text.text)) return;
      faults.push(`${placeOf(unit, text)} "${text.text}" is not in the bundle`);
    });
  }
  return faults;
}

function isTranslation(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.getText() === 'l10n.t';
}

/** Properties of the editor's objects that users read. */
const shownProperties: ReadonlySet<string> = new Set([
  'label',
  'detail',
  'description',
  'placeholder',
  'placeHolder',
  'title',
  'prompt',
  'tooltip',
  'text',
  'message',
  'validationMessage',
]);

const showingCalls =
  /^(show(Information|Warning|Error)Message|showInputBox|setStatusBarMessage|appendText|appendMarkdown|badge)$/;

/** Brands and examples that are the same in every language. */
const sameEverywhere: ReadonlySet<string> = new Set(['LiveChat', 'you@example.com']);

/** User-visible texts that are not translated. */
export function hardCodedFaults(units: readonly SourceUnit[]): string[] {
  const faults: string[] = [];
  for (const unit of units) {
    walk(unit, (node) => {
      for (const shown of shownBy(node)) {
        for (const text of wordsIn(shown))
          faults.push(`${placeOf(unit, shown)} shows "${text}" untranslated`);
      }
    });
  }
  return faults;
}

/** The expressions that a node shows to a user. */
function shownBy(node: ts.Node): readonly ts.Expression[] {
  if (ts.isPropertyAssignment(node) && shownProperties.has(node.name.getText())) return [node.initializer];
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    const { left, right } = node;
    return ts.isPropertyAccessExpression(left) && shownProperties.has(left.name.text) ? [right] : [];
  }
  if (ts.isNewExpression(node) && /^(TreeItem|MarkdownString)$/.test(node.expression.getText())) {
    return node.arguments?.slice(0, 1) ?? [];
  }
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    return showingCalls.test(node.expression.name.text) ? node.arguments : [];
  }
  return [];
}

/** Literal texts in an expression that are neither translated nor results of other functions. */
function wordsIn(expression: ts.Expression): string[] {
  const texts: string[] = [];
  const step = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isObjectLiteralExpression(node) || ts.isFunctionLike(node)) return;
    if (ts.isBinaryExpression(node) && /^[!=]==?$/.test(node.operatorToken.getText())) return;
    const isText =
      ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isText && hasWords(node.text)) texts.push(node.text);
    ts.forEachChild(node, (child) => {
      if (!namesAnIcon(child)) step(child);
    });
  };
  step(expression);
  return texts;
}

/** The value in `$(${icon}) text`. */
function namesAnIcon(node: ts.Node): boolean {
  const { parent } = node;
  if (!ts.isTemplateSpan(parent) || parent.expression !== node) return false;
  const { head, templateSpans } = parent.parent;
  const before = templateSpans[templateSpans.indexOf(parent) - 1]?.literal ?? head;
  return before.text.endsWith('$(');
}

function hasWords(text: string): boolean {
  const bare = text.replace(/\$\([\w~-]+\)/g, '').trim();
  return /\p{L}{2}/u.test(bare) && !sameEverywhere.has(bare.replace(/:$/, ''));
}

/** English terms of the glossary with what their translation must contain. */
const glossary: readonly (readonly [RegExp, RegExp])[] = [
  [/\btickets?\b/i, /\btickets?\b/i],
  [/\bagents?\b/i, /\bagentes?\b/i],
  [/\bchats?\b/i, /\bchats?\b/i],
  [/\brequesters?\b/i, /\bsolicitantes?\b/i],
  [/\bassignees?\b/i, /respons[áa]ve(l|is)/i],
  [/\bsubjects?\b/i, /\bassuntos?\b/i],
  [/\btags?\b/i, /\btags?\b/i],
  [/\bgroups?\b/i, /\bgrupos?\b/i],
  [/\bAPI keys?\b/i, /\bchaves? de API\b/i],
  [/\bpersonal access tokens?\b/i, /\btokens? de acesso pessoal\b/i],
  [/\btunnels?\b/i, /\btúne(l|is)\b/i],
  [/\bwebhooks?\b/i, /\bwebhooks?\b/i],
  [/^open$/i, /^aberto$/i],
  [/^pending$/i, /^pendente$/i],
  [/^solved$/i, /^resolvido$/i],
  [/^spam$/i, /^spam$/i],
  [/\bowners?\b/i, /\bproprietários?\b/i],
  [/\badministrators?\b/i, /\badministrador(es)?\b/i],
  [/\bnot accepting chats\b/i, /\bnão aceitando chats\b/i],
  [/\baccepting chats\b/i, /\baceitando chats\b/i],
  [/\boffline\b/i, /\boffline\b/i],
  [/\bsign(ed)? in\b/i, /\bentr(ar|e|ou)\b/i],
  [/\bsign(ed)? out\b/i, /\bsa(ir|ia|iu)\b/i],
];

const never =
  /\b(bilhetes?|t[íi]quetes?|pedidos?|bate-?papos?|requerentes?|cession[áa]ri[oa]s?)(?![\p{L}])/iu;

/** The faults of one translation. */
export function translationFaults(english: string, portuguese: string): string[] {
  if (portuguese.trim() === '') return [`"${english}" is not translated`];
  const faults = glossary
    .filter(([source, target]) => source.test(english) && !target.test(portuguese))
    .map(([, target]) => `"${portuguese}" breaks the glossary: ${target.source}`);
  const banned = never.exec(portuguese);
  if (banned) faults.push(`"${portuguese}" holds ${banned[0]}`);
  if (fixedParts(english).join() !== fixedParts(portuguese).join()) {
    faults.push(`"${portuguese}" has other placeholders or links than "${english}"`);
  }
  return faults;
}
