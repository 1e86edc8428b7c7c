import { memberOf, type LiveChat } from '../../../core/domain/liveChat';
import type { ChatActionId, ChatActionView } from '../../../protocol/liveChat';
import type { LiveLabels } from './liveLabels';

/** The buttons above a chat, in order, as far as they make sense for the person now. */
export function liveActions(
  chat: LiveChat,
  login: string | undefined,
  labels: LiveLabels['actions'],
  isCustomersView: boolean,
): readonly ChatActionView[] {
  const of = (id: ChatActionId, more: Partial<ChatActionView> = {}): ChatActionView => ({
    id,
    ...labels[id],
    ...more,
  });
  const last = [of('createTicket'), of('copyLink'), of('customersView', { isPressed: isCustomersView })];
  if (!chat.isActive) return [of('resume', { isPrimary: true }), of('tag'), ...last];
  const self = memberOf(chat, login);
  const isVisible = self !== undefined && !self.isHidden;
  return [
    ...(isVisible ? [of('close'), of('transfer'), of('leave')] : outside(chat, self?.id, of)),
    of('tag'),
    ...(chat.tags.length > 0 ? [of('untag')] : []),
    ...(chat.startUrl === undefined ? [] : [of('openPage')]),
    ...last,
  ];
}

/** For a person whom the customer does not see. */
function outside(
  { users }: LiveChat,
  selfId: string | undefined,
  of: (id: ChatActionId, more?: Partial<ChatActionView>) => ChatActionView,
): readonly ChatActionView[] {
  const isTaken = users.some(
    ({ kind, isPresent, isHidden, id }) => kind === 'agent' && isPresent && !isHidden && id !== selfId,
  );
  return [
    of(isTaken ? 'takeOver' : 'join', { isPrimary: true }),
    of(selfId === undefined ? 'whisper' : 'leave'),
    of('transfer'),
  ];
}
