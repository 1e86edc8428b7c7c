import type { ReplyComposer } from '../../core/replies/replyVariables';
import type { App } from '../shell/app';
import type { ActivePanel } from '../shell/replyTiming';
import { commonReplyValues } from '../shell/replyValues';
import { shownId } from '../messages/ticketLabels';
import type { DetailPanel } from './detailPanel';

/** The active panel, if it shows a ticket. @param account that is active */
export function activeTicket(
  account: string | undefined,
  panel: DetailPanel | undefined,
): ActivePanel | undefined {
  if (!panel || account === undefined) return undefined;
  const { ticketId, model } = panel;
  return {
    target: { account, target: 'ticket', targetId: ticketId, title: model.ticket?.subject ?? '' },
    sendLater: () => panel.sendLater(),
  };
}

/** Where a canned reply is inserted in a ticket; absent while its form is not shown. */
export function ticketComposer(app: App, panel: DetailPanel | undefined): ReplyComposer | undefined {
  if (!panel?.model.form) return undefined;
  return {
    target: 'ticket',
    get isLocked() {
      const { busy } = panel.model;
      return busy === 'reply' || busy === 'fields';
    },
    values: () => {
      const { ticket } = panel.model;
      return {
        ...commonReplyValues(app, { name: ticket?.requester?.name, email: ticket?.requester?.mail }),
        ...(ticket && { 'ticket.id': shownId(ticket) }),
        ...(ticket?.subject !== undefined && { 'ticket.subject': ticket.subject }),
      };
    },
    insert: (text) => panel.insert(text),
  };
}
