import ts from 'typescript';
import { placeOf, walk, type SourceUnit } from './sourceUnits';

/** The functions after which a text of others draws no icon. */
const escaping: ReadonlySet<string> = new Set(['escapeIcons', 'escapePrompt']);

/** Texts of customers, agents or LiveChat: what functions return, and what objects hold. */
const foreignCalls =
  /^(oneLine|plainText|toastText|displayName|agentName|requesterName|subjectLabel|visitorName|arrivalTitle|whyOf|whyFailed|sentenceOf|problemText|nameFromId)$/;
const foreignProperties =
  /^(prompt|name|login|mail|email|subject|message|text|url|host|hostname|reasons|requester|assignee|visitor)$/;

/** Properties of quick picks and of the status bar that draw icons. */
const pickProperties = /^(label|description|detail)$/;
const inputProperties = /^(prompt|validationMessage)$/;

/** Texts of others that draw icons, because they are not escaped where an icon would be drawn. */
export function iconFaults(units: readonly SourceUnit[]): string[] {
  const faults: string[] = [];
  for (const unit of units) {
    const hasPicks = /QuickPick|pickStep/.test(unit.text);
    const hasBoxes = unit.text.includes('showInputBox');
    const hasItems = unit.text.includes('StatusBarItem');
    walk(unit, (node) => {
      const [name, value] = assignmentOf(node);
      if (value === undefined) return;
      const isPick = hasPicks && pickProperties.test(name) && ts.isPropertyAssignment(node);
      const isStatus = hasItems && name === 'text' && ts.isBinaryExpression(node);
      // `textStep` escapes what it is given.
      const isInput = inputProperties.test(name) && (ts.isBinaryExpression(node) || hasBoxes);
      if ((isPick || isStatus || isInput) && holdsForeignText(value)) {
        faults.push(`${placeOf(unit, node)} may draw an icon of somebody else's text`);
      }
    });
  }
  return faults;
}

/** The last part of the name that gets a value, and the value. */
function assignmentOf(node: ts.Node): readonly [name: string, value?: ts.Expression] {
  if (ts.isPropertyAssignment(node)) return [node.name.getText(), node.initializer];
  const isAssignment = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (!isAssignment || !ts.isPropertyAccessExpression(node.left)) return [''];
  return [node.left.name.text, node.right];
}

function holdsForeignText(expression: ts.Expression): boolean {
  let found = false;
  const step = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isObjectLiteralExpression(node)) return;
    if (ts.isCallExpression(node)) {
      const callee = node.expression.getText();
      if (escaping.has(callee)) return;
      if (foreignCalls.test(callee)) found = true;
    }
    if (ts.isPropertyAccessExpression(node) && foreignProperties.test(node.name.text)) found = true;
    ts.forEachChild(node, step);
  };
  step(expression);
  return found;
}
