import { rounded } from './tables.mjs';

/** @typedef {import('./results.mjs').Results} Results */

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows @returns {string} */
function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** @param {number} value @param {string} unit */
const withUnit = (value, unit) => `${rounded(value)} ${unit}`.trim();

/** The results as tables that can be pasted into docs/performance.md. @param {Results} results @returns {string} */
export function markdownOf({ against, comparisons, results }) {
  const compared = Object.entries(comparisons).flatMap(([name, { rows }]) =>
    rows
      .filter(({ targets }) => targets.length > 0)
      .map(({ what, unit, other, here, ratio, targets }) => [
        `\`${name}\``,
        what,
        withUnit(other, unit),
        withUnit(here, unit),
        ratio === undefined ? '' : `${rounded(ratio)} ×`,
        targets.map(({ text }) => text).join(', '),
        targets.every(({ met }) => met) ? 'met' : 'missed',
      ]),
  );
  const verdicts = Object.entries(results).flatMap(([name, report]) =>
    report.verdicts.map(({ target, measured, met }) => [
      `\`${name}\``,
      target,
      measured,
      met ? 'met' : 'missed',
    ]),
  );
  const parts = [
    ...(against && compared.length > 0
      ? [table(['part', 'figure', against.commit.slice(0, 7), 'here', 'ratio', 'wanted', ''], compared)]
      : []),
    ...(verdicts.length > 0 ? [table(['part', 'wanted', 'measured', ''], verdicts)] : []),
    circumstancesOf({ ...comparisons, ...results }),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** @param {Record<string, import('./results.mjs').Circumstances>} parts */
function circumstancesOf(parts) {
  return Object.entries(parts)
    .map(([name, { at, quick, load }]) => {
      const rounds = quick ? ', fewer and shorter rounds' : '';
      return `- \`${name}\`: ${at.slice(0, 16).replace('T', ' ')}, load averages ${load.join(', ')}${rounds}`;
    })
    .join('\n');
}
