import { stringify, type CastingContext } from 'csv-stringify/sync';
import type { Separator } from '../domain/input/reportInput';

/** A telephone number or another number: no spreadsheet computes more of it than a sum. */
const plainNumber = /^[+-]?[\s\d().,/-]*\d[\s\d().,/-]*$/;

/** Other programs may expect another separator than the one that was chosen. */
const special = /[,;|\t]/;

/**
 * A table as CSV (RFC 4180). Text that a spreadsheet would take for a formula gets an apostrophe before it; telephone
 * numbers stay as they are.
 */
export function csvOf(rows: readonly (readonly string[])[], separator: Separator): string {
  return stringify(
    rows.map((row) => [...row]),
    {
      delimiter: separator,
      record_delimiter: 'windows',
      quoted_match: special,
      cast: {
        string: (value: string, _context: CastingContext) => ({
          value,
          escape_formulas: !plainNumber.test(value),
        }),
      },
    },
  );
}
