import { askFilter } from './askFilter';
import { assignTicket } from './assignTicket';
import { addTicketTags, removeTicketTags } from './changeTicketTags';
import { addTicketNote, replyToTicket } from './replyToTicket';
import { askSearch, isForApi } from './searchPick';
import { setTicketStatus } from './setTicketStatus';
import { deleteView, editView, saveAsView } from './views/viewCommands';

/** What commands of the Tickets view do, by the names of the commands. A bundle that loads on first use. */
export const rowActions = {
  setTicketStatus,
  assignTicket,
  addTicketTags,
  removeTicketTags,
  replyToTicket,
  addTicketNote,
  askFilter,
  askSearch,
  isForApi,
  saveAsView,
  editView,
  deleteView,
} as const;
