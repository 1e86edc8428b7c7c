import { exportForCode, exportWithPerson } from './exportTickets';
import { handOverForCode, handOverWithPerson } from './handOver';
import { statisticsForCode } from './statistics';

/** Exports, hand-over notes and statistics. A bundle that loads on first use. */
export const reports = {
  exportForCode,
  exportWithPerson,
  handOverForCode,
  handOverWithPerson,
  statisticsForCode,
} as const;
