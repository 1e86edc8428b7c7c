import type { Report } from '../../../../src/core/localData/reports/report';

/** Counts of a period in which not everything is known. */
export const report: Report = {
  coverage: {
    ...{ isComplete: false, knownTickets: 40, allTickets: 120, withoutConversation: 7, hasAllChats: false },
  },
  tickets: { created: 12, answered: 8, solved: 5, open: 30, byStatus: { open: 30 } },
  chats: { started: 4, ended: 3, byHour: [] },
  byAgent: [{ id: 'ada@example.com', replies: 9, solved: 5, chats: 4, assigned: 2 }],
  charts: { days: [], ages: [], firstReplies: [] },
};
