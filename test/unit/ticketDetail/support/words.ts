import type { ViewLabels } from '../../../../src/ui/ticketDetail/ticketView';

/** Labels that keep every value recognizable. */
export const labels: ViewLabels = {
  status: (status) => `status ${status}`,
  priority: (priority) => `priority ${priority}`,
  source: (type) => `source ${type}`,
  role: (type) => `role ${type}`,
  time: (iso) => `time ${iso}`,
  group: (id) => `group ${id}`,
  noSubject: 'no subject',
  noAssignee: 'unassigned',
  someone: 'someone',
  assigned: (who, from, to) =>
    from === undefined ? `${who} assigned to ${to}` : `${who} changed the assignee from ${from} to ${to}`,
  statusChanged: (who, from, to) =>
    `${who} changed the status${from === undefined ? '' : ` from ${from}`}${to === undefined ? '' : ` to ${to}`}`,
  moved: (who, from, to) => `${who} moved it from ${from} to ${to}`,
  changed: (who, field, from, to) => `${who} changed ${field} from ${from} to ${to}`,
  file: { unnamed: 'file', size: (bytes) => `${bytes} bytes` },
  happened: (who, what) => `${who}: ${what}`,
  names: {
    id: 'Ticket',
    subject: 'Subject',
    status: 'Status',
    priority: 'Priority',
    date: 'Created',
    modified: 'Modified',
    requester: 'Requester',
    mail: 'E-mail',
    ip: 'IP address',
    assignee: 'Assignee',
    source: 'Source',
    sourceUrl: 'Source address',
    sourceId: 'Source ID',
    currentGroup: 'Current group',
    groups: 'Groups',
    tags: 'Tags',
    parent: 'Parent',
    children: 'Children',
    message: 'Message',
    privateNote: 'Private note',
  },
};
