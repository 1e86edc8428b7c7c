import { addressKey } from '../../domain/account';
import { customerOf } from '../../domain/liveChat';
import type { ChatValue, KeptItem, TicketSummaryValue } from '../keptItem';

/**
 * Whom an item is about: the address of the requester or visitor, as `kept_items.person` has it; empty if none is known.
 * @param details of a chat
 */
export function personOf({ kind, summary, details }: Pick<KeptItem, 'kind' | 'summary' | 'details'>): string {
  const address =
    kind === 'ticket'
      ? (summary as TicketSummaryValue).ticket.requester?.mail
      : visitorAddress(details as ChatValue | undefined);
  return addressKey(address ?? '');
}

function visitorAddress(chat: ChatValue | undefined): string | undefined {
  return chat?.from === 'api' ? customerOf(chat.chat)?.email : chat?.content.visitor.email;
}
