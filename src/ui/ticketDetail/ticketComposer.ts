import type { ReplyComposer } from '../../core/replies/replyVariables';
import type { App } from '../shell/app';
import { replyIdIn, ticketIdOf } from '../shell/draftIds';
import type { ActivePanel } from '../shell/replyTiming';
import { commonReplyValues } from '../shell/replyValues';
import { shownId } from '../messages/ticketLabels';
import type { DetailPanel } from './detailPanel';

/** The active panel, if it shows a ticket. @param panels by their keys, see `keyOf` */
export function activeTicket(
  panels: ReadonlyMap<string, Pick<DetailPanel, 'panel' | 'model' | 'sendLater'>>,
): ActivePanel | undefined {
  for (const [key, panel] of panels) {
    const subject = panel.panel.active ? replyIdIn(key) : undefined;
    if (!subject) continue;
    const [targetId, title] = [ticketIdOf(subject.subject), panel.model.ticket?.subject ?? ''];
    return {
      target: { account: subject.account, target: 'ticket', targetId, title },
      sendLater: () => panel.sendLater(),
    };
  }
  return undefined;
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
