import type { ChatViewLabels } from '../../../../src/ui/chatDetail/chatView';

/** Labels that keep every value recognizable. */
export const labels: ChatViewLabels = {
  role: (type) => `role ${type}`,
  time: (iso) => `time ${iso}`,
  duration: (from, to) => `from ${from} to ${to}`,
  group: (id) => `group ${id}`,
  visitor: ({ name, email }) => name ?? email ?? 'visitor',
  running: 'running',
  ended: 'ended',
  someone: 'someone',
  deleted: (who) => `deleted by ${who}`,
  restricted: (reason) => `withheld: ${reason}`,
  file: { unnamed: 'file', size: (bytes) => `${bytes} bytes` },
  noAnswer: 'no answer',
  question: 'question',
  sections: { chat: 'Chat', visitor: 'Visitor', survey: 'Survey', surveyAfter: 'Survey after' },
  names: {
    id: 'Chat ID',
    started: 'Started',
    ended: 'Ended',
    duration: 'Duration',
    url: 'Began on page',
    agents: 'Agents',
    groups: 'Groups',
    tags: 'Tags',
    visitorName: 'Name',
    email: 'E-mail',
    language: 'Language',
    page: 'Current page',
    visitorId: 'Visitor ID',
  },
};
