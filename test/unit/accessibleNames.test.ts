import assert from 'node:assert/strict';
import ts from 'typescript';
import { placeOf, readUnits, unitOf, walk, type SourceUnit } from './support/sourceUnits';

/** Rows with a tooltip but no name of their own: a tooltip replaces the name that a screen reader reads. */
function namelessRows(units: readonly SourceUnit[]): string[] {
  const faults: string[] = [];
  for (const unit of units) {
    walk(unit, (node) => {
      if (!ts.isFunctionLike(node)) return;
      const text = node.getText(unit.ast);
      const [, item] = /\b([\w.]+)\.tooltip = /.exec(text) ?? [];
      const isRow = text.includes('new TreeItem(') || item?.startsWith('this.') === true;
      if (item === undefined || !isRow) return;
      if (!text.includes(`${item}.accessibilityInformation = `)) faults.push(placeOf(unit, node));
    });
  }
  return faults;
}

describe('what has a tooltip', () => {
  it('has a name for a screen reader, too', () => {
    assert.deepEqual(namelessRows(readUnits('src/ui')), []);
  });

  it('is found where it has none', () => {
    const row = "function a() { const item = new TreeItem('x'); item.tooltip = 'y';";
    assert.equal(namelessRows([unitOf('src/ui/a.ts', `${row} }`)]).length, 1);
    const named = `${row} item.accessibilityInformation = { label: 'x' }; }`;
    assert.deepEqual(namelessRows([unitOf('src/ui/a.ts', named)]), []);
  });
});
