import { oneLine } from '../../core/base/plainText';

/** Title and one line per field that has a value, as plain text for a hover. */
export function tooltipText(
  title: string,
  fields: readonly (readonly [label: string, value: string | undefined])[],
): string {
  const lines = fields.flatMap(([label, value]) => (value ? [`${label}: ${oneLine(value, 300)}`] : []));
  return [title, '', ...lines].join('\n');
}
