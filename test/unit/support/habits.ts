import path from 'node:path';
import ts from 'typescript';
import { placeOf, unitOf, walk, type SourceUnit } from './sourceUnits';

export const maxLines = 300;
const maxFilesInFolder = 20;

/** Editor functions that only one file may call, and that file. */
const rawCalls: Readonly<Record<string, string>> = {
  registerCommand: 'src/ui/shell/commandRegistry.ts',
  registerTextEditorCommand: 'src/ui/shell/commandRegistry.ts',
  setContext: 'src/ui/shell/contextKeys.ts',
  getConfiguration: 'src/ui/shell/settings.ts',
  createOutputChannel: 'src/ui/shell/channelLog.ts',
  createWebviewPanel: 'src/ui/shell/panels/page.ts',
};

const domGlobals: ReadonlySet<string> = new Set([
  'document',
  'localStorage',
  'sessionStorage',
  'customElements',
  'HTMLElement',
  'Element',
  'acquireVsCodeApi',
]);

export function sizeFaults(units: readonly SourceUnit[]): string[] {
  return units.flatMap(({ file, text }) => {
    const lines = text.replace(/\n$/, '').split('\n').length;
    return lines > maxLines ? [`${file} has ${lines} lines, more than ${maxLines}`] : [];
  });
}

export function anyFaults(units: readonly SourceUnit[]): string[] {
  return collect(units, (node) => node.kind === ts.SyntaxKind.AnyKeyword && 'any');
}

export function defaultExportFaults(units: readonly SourceUnit[]): string[] {
  return collect(units, (node) => {
    if (ts.isExportAssignment(node)) return 'a default export';
    if (ts.isExportSpecifier(node) && node.name.text === 'default') return 'a default export';
    const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
    return (
      modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true && 'a default export'
    );
  });
}

/** Files that only re-export. */
export function barrelFaults(units: readonly SourceUnit[]): string[] {
  return units
    .filter(({ ast }) => {
      const own = ast.statements.filter((statement) => !ts.isImportDeclaration(statement));
      return own.length > 0 && own.every(ts.isExportDeclaration);
    })
    .map(({ file }) => `${file} is a barrel`);
}

/** Folders with more files than a reader takes in at a glance; files of folders below do not count. */
export function folderFaults(units: readonly SourceUnit[]): string[] {
  const counts = new Map<string, number>();
  for (const { file } of units) {
    const folder = path.posix.dirname(file);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > maxFilesInFolder)
    .map(([folder, count]) => `${folder} has ${count} files`);
}

/** Direct calls of the editor outside the one file that may make them. */
export function rawCallFaults(units: readonly SourceUnit[]): string[] {
  return units.flatMap((unit) =>
    collect([unit], (node) => {
      if (!ts.isIdentifier(node) && !ts.isStringLiteralLike(node)) return false;
      const rawCall = Object.hasOwn(rawCalls, node.text) ? rawCalls[node.text] : undefined;
      return rawCall !== undefined && unit.file !== rawCall && `${node.text}, whose door is ${rawCall}`;
    }),
  );
}

/** Uses of a page's globals; names that the file declares itself do not count. */
export function domFaults(units: readonly SourceUnit[]): string[] {
  return units.flatMap((unit) => {
    const own = namesOf(unit);
    return collect([unit], (node) => {
      if (!ts.isIdentifier(node) || !domGlobals.has(node.text) || own.has(node.text)) return false;
      const { parent } = node;
      const isMember =
        (ts.isPropertyAccessExpression(parent) || ts.isQualifiedName(parent)) && !isFirst(parent, node);
      return !isMember && `${node.text}, which only a page has`;
    });
  });
}

/** Tests that are skipped, or that cause others to be skipped. */
export function skippedTestFaults(units: readonly SourceUnit[]): string[] {
  return collect(units, (node) => {
    if (ts.isIdentifier(node) && /^x(it|describe|context)$/.test(node.text)) return node.text;
    if (!ts.isPropertyAccessExpression(node) || !/^(skip|only)$/.test(node.name.text)) return false;
    return /^(it|describe|context|test|suite|this)$/.test(node.expression.getText()) && node.getText();
  });
}

function collect(units: readonly SourceUnit[], faultOf: (node: ts.Node) => string | false): string[] {
  const faults: string[] = [];
  for (const unit of units) {
    walk(unit, (node) => {
      const fault = faultOf(node);
      if (fault !== false) faults.push(`${placeOf(unit, node)} has ${fault}`);
    });
  }
  return faults;
}

function namesOf(unit: SourceUnit): ReadonlySet<string> {
  const names = new Set<string>();
  walk(unit, (node) => {
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isImportSpecifier(node) ||
      ts.isPropertyAssignment(node) ||
      ts.isShorthandPropertyAssignment(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isPropertySignature(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isInterfaceDeclaration(node) ||
      ts.isClassDeclaration(node);
    if (declares && node.name && ts.isIdentifier(node.name)) names.add(node.name.text);
  });
  return names;
}

function isFirst(parent: ts.PropertyAccessExpression | ts.QualifiedName, node: ts.Node): boolean {
  return (ts.isPropertyAccessExpression(parent) ? parent.expression : parent.left) === node;
}

/** The modules that a build file bundles separately: its `const chunks = { name: 'file' }`. */
export function chunksOf(buildFile: string): string[] {
  const files: string[] = [];
  walk(unitOf('esbuild.mjs', buildFile), (node) => {
    if (!ts.isVariableDeclaration(node) || node.name.getText() !== 'chunks' || !node.initializer) return;
    if (!ts.isObjectLiteralExpression(node.initializer)) return;
    for (const property of node.initializer.properties) {
      if (ts.isPropertyAssignment(property) && ts.isStringLiteralLike(property.initializer)) {
        files.push(property.initializer.text);
      }
    }
  });
  return files.sort();
}
