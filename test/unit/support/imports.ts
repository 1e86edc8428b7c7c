import path from 'node:path';
import ts from 'typescript';
import { placeOf, walk, type SourceUnit } from './sourceUnits';

export interface Import {
  /** As written in the source. */
  readonly specifier: string;
  /** A file of the repository, or `undefined` for a package, a builtin or the editor. */
  readonly target: string | undefined;
  /**
   * `type`: removed by the build. `dynamic`: loaded on demand. An `import { type A }` is a `value`: the
   * build keeps the import itself for its side effects.
   */
  readonly kind: 'value' | 'type' | 'dynamic';
  readonly place: string;
}

/** Every import of a file: statements, re-exports, `import()` and `import()` types. */
function importsOf(unit: SourceUnit, files: ReadonlySet<string>): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, kind: Import['kind']): void => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    found.push({
      specifier: specifier.text,
      target: targetOf(unit.file, specifier.text, files),
      kind,
      place: placeOf(unit, specifier),
    });
  };
  walk(unit, (node) => {
    if (ts.isImportDeclaration(node)) {
      const onlyTypes = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      add(node.moduleSpecifier, onlyTypes ? 'type' : 'value');
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'value');
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], 'dynamic');
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, 'type');
    } else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      add(node.moduleReference.expression, 'value');
    } else if (isRequire(node)) {
      add(node.arguments[0], 'value');
    }
  });
  return found;
}

function isRequire(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'require';
}

function targetOf(from: string, specifier: string, files: ReadonlySet<string>): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const bare = path.posix.join(path.posix.dirname(from), specifier);
  return [`${bare}.ts`, `${bare}/index.ts`, bare].find((file) => files.has(file)) ?? bare;
}

export type ImportGraph = ReadonlyMap<string, readonly Import[]>;

export function graphOf(units: readonly SourceUnit[]): ImportGraph {
  const files = new Set(units.map(({ file }) => file));
  return new Map(units.map((unit) => [unit.file, importsOf(unit, files)]));
}

/** A path through the graph that ends where it began, or `undefined`. */
export function findCycle(graph: ImportGraph): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): string[] | undefined => {
    const at = trail.indexOf(file);
    if (at >= 0) return [...trail.slice(at), file];
    if (done.has(file)) return undefined;
    for (const { target } of graph.get(file) ?? []) {
      const cycle = target === undefined ? undefined : visit(target, [...trail, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}

/** All files that are loaded together with a file through value imports, each with the import path. */
export function loadedWith(graph: ImportGraph, entry: string): ReadonlyMap<string, readonly string[]> {
  const ways = new Map<string, readonly string[]>([[entry, [entry]]]);
  for (const [file, way] of ways) {
    for (const { kind, specifier, target } of graph.get(file) ?? []) {
      const next = target ?? specifier;
      if (kind === 'value' && !ways.has(next)) ways.set(next, [...way, next]);
    }
  }
  return ways;
}
