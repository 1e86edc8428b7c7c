/**
 * @typedef {import('../../bench/support/report').Report} Report
 * @typedef {import('../../bench/support/comparison').Comparison} Comparison
 * @typedef {import('../../bench/support/report').Figure} Figure
 */

/** Three significant digits. @param {number} value */
export function rounded(value) {
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

/** @param {boolean} met */
const verdict = (met) => (met ? 'met' : 'MISSED');

/** @param {readonly Figure[]} figures */
function printFigures(figures) {
  const width = Math.max(...figures.map(({ what }) => what.length), 40);
  for (const { what, value, unit } of figures) {
    console.log(`  ${what.padEnd(width)} ${rounded(value).padStart(12)} ${unit}`);
  }
}

/** @param {Report} report */
export function printReport({ title, figures, verdicts, runs }) {
  console.log(`\n${title} (median of ${runs})`);
  printFigures(figures);
  for (const { target, measured, met } of verdicts) {
    console.log(`  ${verdict(met).padEnd(6)}  ${target}: ${measured}`);
  }
}

/** @param {Comparison} comparison @param {string} commit the short hash of the other build */
export function printComparison({ title, runs, rows, figures = [] }, commit) {
  console.log(`\n${title} (median of ${runs})`);
  const lines = [
    ['', commit, 'here', '', 'ratio', 'targets'],
    ...rows.map(({ what, unit, other, here, ratio, targets }) => [
      what,
      rounded(other),
      rounded(here),
      unit,
      ratio === undefined ? '' : rounded(ratio),
      targets.map(({ text, met }) => `${text} ${verdict(met)}`).join(', '),
    ]),
  ];
  const widths = lines.reduce(
    (widest, cells) => cells.map((cell, at) => Math.max(cell.length, widest[at] ?? 0)),
    /** @type {number[]} */ ([]),
  );
  // Text is aligned to the left, numbers to the right.
  const isText = [true, false, false, true, false, true];
  for (const cells of lines) {
    const padded = cells.map((cell, at) =>
      isText[at] ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
    );
    console.log(`  ${padded.join('  ')}`.trimEnd());
  }
  if (figures.length > 0) {
    console.log('  Beside them, in the same rounds:');
    printFigures(figures);
  }
}
