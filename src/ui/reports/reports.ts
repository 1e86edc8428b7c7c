import { exportForCode, exportWithPerson } from './exportTickets';
import { handOverForCode, handOverWithPerson } from './writeHandOverNote';
import { statisticsForCode } from './statistics';
import type { App } from '../shell/app';
import { StatisticsPanels } from './statisticsPanels';

/** Exports, hand-over notes and statistics. A bundle that loads on first use. */
export const reports = {
  exportForCode,
  exportWithPerson,
  handOverForCode,
  handOverWithPerson,
  statisticsForCode,
  openStatisticsPanels: (app: App) => new StatisticsPanels(app),
} as const;
