import ts from 'typescript';
import { placeOf, walk, type SourceUnit } from './sourceUnits';

/** Functions that remove icons from untrusted text. */
const escaping: ReadonlySet<string> = new Set(['escapeIcons', 'escapePrompt']);

/** Sources of untrusted text of customers, agents or LiveChat: function results and properties. */
const foreignCalls =
  /^(oneLine|plainText|toastText|displayName|agentName|requesterName|subjectLabel|visitorName|arrivalTitle|whyOf|whyFailed|sentenceOf|problemText|nameFromId)$/;
const foreignProperties =
  /^(prompt|name|login|mail|email|subject|message|text|url|host|hostname|reasons|requester|assignee|visitor)$/;

/** Properties of quick picks and of the status bar that draw icons. */
const pickProperties = /^(label|description|detail)$/;
const inputProperties = /^(prompt|validationMessage)$/;

/** Untrusted texts that would draw icons because they are not escaped. */
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
      // `textStep` escapes its arguments.
      const isInput = inputProperties.test(name) && (ts.isBinaryExpression(node) || hasBoxes);
      if ((isPick || isStatus || isInput) && holdsForeignText(value)) {
        faults.push(`${placeOf(unit, node)} may draw an icon of somebody else's text`);
      }
    });
  }
  return faults;
}

/** The last part of the assigned name, and the value. */
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
