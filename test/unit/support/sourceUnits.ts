import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** One source file for the guard tests, from disk or in memory. */
export interface SourceUnit {
  /** Relative to the repository, with forward slashes. */
  readonly file: string;
  readonly text: string;
  readonly ast: ts.SourceFile;
}

export function unitOf(file: string, text: string): SourceUnit {
  return { file, text, ast: ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true) };
}

/** Every file below a folder whose name has one of the endings, in a stable order. */
export function filesBelow(dir: string, endings: readonly string[]): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join(dir, file.split(path.sep).join('/')))
    .filter((file) => endings.some((ending) => file.endsWith(ending)))
    .sort();
}

export function readUnits(dir: string, endings: readonly string[] = ['.ts']): SourceUnit[] {
  return filesBelow(dir, endings).map((file) => unitOf(file, readFileSync(file, 'utf8')));
}

export function walk(unit: SourceUnit, visit: (node: ts.Node) => void): void {
  const step = (node: ts.Node): void => {
    visit(node);
    ts.forEachChild(node, step);
  };
  step(unit.ast);
}

/** `src/x.ts:12`, the format that editors and terminals link. */
export function placeOf(unit: SourceUnit, node: ts.Node): string {
  const { line } = unit.ast.getLineAndCharacterOfPosition(node.getStart(unit.ast));
  return `${unit.file}:${line + 1}`;
}
