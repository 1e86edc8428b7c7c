import ts from 'typescript';
import { placeOf, walk, type SourceUnit } from './sourceUnits';
import type { ContextValue } from './whenClause';

/** Every value of the keys of `interface ContextValues`, from the types. */
export function contextValuesOf(manifest: SourceUnit): Map<string, ContextValue[]> {
  const aliases = new Map<string, ts.TypeNode>();
  const values = new Map<string, ContextValue[]>();
  walk(manifest, (node) => {
    if (ts.isTypeAliasDeclaration(node)) aliases.set(node.name.text, node.type);
  });
  walk(manifest, (node) => {
    if (!ts.isInterfaceDeclaration(node) || node.name.text !== 'ContextValues') return;
    for (const member of node.members) {
      if (!ts.isPropertySignature(member) || !member.type || !ts.isStringLiteral(member.name)) continue;
      values.set(member.name.text, literalsOf(member.type, aliases));
    }
  });
  return values;
}

function literalsOf(type: ts.TypeNode, aliases: ReadonlyMap<string, ts.TypeNode>): ContextValue[] {
  if (type.kind === ts.SyntaxKind.BooleanKeyword) return [true, false];
  if (ts.isUnionTypeNode(type)) return type.types.flatMap((one) => literalsOf(one, aliases));
  if (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)) return [type.literal.text];
  const alias = ts.isTypeReferenceNode(type) ? aliases.get(type.typeName.getText()) : undefined;
  if (!alias) throw new TypeError(`the guards cannot list the values of ${type.getText()}`);
  return literalsOf(alias, aliases);
}

export interface Registration {
  /** The key in `commandIds`. */
  readonly key: string;
  readonly place: string;
  /** The handler accepts the tree item on which it was called. */
  readonly takesItem: boolean;
}

/** Calls such as `commands.register(commandIds.signIn, attempt, handler)`. */
export function registrationsOf(units: readonly SourceUnit[]): Registration[] {
  const found: Registration[] = [];
  for (const unit of units) {
    walk(unit, (node) => {
      if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
      if (node.expression.name.text !== 'register') return;
      const [id] = node.arguments;
      const handler = node.arguments.at(-1);
      const key = id && commandKeyOf(id);
      if (key === undefined) return;
      const isFunction = handler && (ts.isArrowFunction(handler) || ts.isFunctionExpression(handler));
      found.push({
        key,
        place: placeOf(unit, node),
        takesItem: isFunction === true && handler.parameters.length > 0,
      });
    });
  }
  return found;
}

/** Keys of `commandIds` in calls such as `serve(commandIds.getTicket, …)`: their handlers for code. */
export function servedCommands(units: readonly SourceUnit[]): Set<string> {
  const served = new Set<string>();
  for (const unit of units) {
    walk(unit, (node) => {
      if (!ts.isCallExpression(node)) return;
      const { expression } = node;
      const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
      const [id] = node.arguments;
      const key = name.getText() === 'serve' && id ? commandKeyOf(id) : undefined;
      if (key !== undefined) served.add(key);
    });
  }
  return served;
}

/** Keys of `commandIds` that the code uses other than to register them. */
export function calledCommands(units: readonly SourceUnit[]): Set<string> {
  const called = new Set<string>();
  for (const unit of units) {
    walk(unit, (node) => {
      const key = commandKeyOf(node);
      if (key === undefined) return;
      const { parent } = node;
      const registers =
        ts.isCallExpression(parent) &&
        ts.isPropertyAccessExpression(parent.expression) &&
        parent.expression.name.text === 'register';
      if (!registers) called.add(key);
    });
  }
  return called;
}

function commandKeyOf(node: ts.Node): string | undefined {
  const isId = ts.isPropertyAccessExpression(node) && node.expression.getText() === 'commandIds';
  return isId ? node.name.text : undefined;
}

/** Words in the `contextValue` of tree items: texts assigned to a `contextValue`. */
export function itemLabelsOf(units: readonly SourceUnit[]): string[] {
  const labels: string[] = [];
  for (const unit of units) {
    walk(unit, (node) => {
      const value =
        ts.isBinaryExpression(node) && node.left.getText().endsWith('.contextValue') ? node.right : undefined;
      if (value) labels.push(...textsIn(value).flatMap((text) => text.split(/\s+/)));
    });
  }
  return labels;
}

/** Context keys that the code sets: `keys.set('livechat.session', …)`. */
export function setKeysOf(units: readonly SourceUnit[]): Set<string> {
  const keys = new Set<string>();
  for (const unit of units) {
    walk(unit, (node) => {
      if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
      const [key] = node.arguments;
      if (node.expression.name.text === 'set' && key && ts.isStringLiteralLike(key)) keys.add(key.text);
    });
  }
  return keys;
}

function textsIn(node: ts.Node): string[] {
  const texts: string[] = [];
  const step = (inner: ts.Node): void => {
    if (
      ts.isStringLiteralLike(inner) ||
      ts.isTemplateHead(inner) ||
      ts.isTemplateMiddleOrTemplateTail(inner)
    ) {
      texts.push(inner.text);
    }
    ts.forEachChild(inner, step);
  };
  step(node);
  return texts;
}
