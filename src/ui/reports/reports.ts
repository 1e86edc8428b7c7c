import { exportForCode, exportWithPerson } from './exportTickets';
import { handOverForCode, handOverWithPerson } from './handOver';
import { statisticsForCode } from './statistics';
import { showStatistics } from './statisticsPanel';

/** Exports, hand-over notes and statistics. A bundle that loads on first use. */
export const reports = {
  exportForCode,
  exportWithPerson,
  handOverForCode,
  handOverWithPerson,
  statisticsForCode,
  showStatistics,
} as const;
