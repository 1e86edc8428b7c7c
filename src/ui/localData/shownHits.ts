import { customerOf } from '../../core/domain/liveChat';
import type { LocalStore } from '../../core/localData/localStore';
import type { SearchHit } from '../../core/localData/search';
import type { ShownPerson } from '../../core/shield/shownValues';
import type { ShieldView } from '../shell/shield';

/** What was found, as the privacy shield shows it. */
export function shownHits(
  { isOn, shown }: ShieldView,
  store: Pick<LocalStore, 'kept'>,
  account: string,
  hits: readonly SearchHit[],
): readonly SearchHit[] {
  return hits.map((hit) => shown.hit(hit, isOn ? personIn(store, account, hit) : undefined));
}

/** Whom a hit is about, if that is kept. */
function personIn(
  { kept }: Pick<LocalStore, 'kept'>,
  account: string,
  { kind, id }: SearchHit,
): ShownPerson | undefined {
  if (kind === 'ticket') return kept.ticket(account, id)?.ticket.requester;
  const chat = kept.chat(account, id)?.value;
  const { name, email } = (chat?.from === 'api' ? customerOf(chat.chat) : chat?.content.visitor) ?? {};
  return { ...(name !== undefined && { name }), ...(email !== undefined && { mail: email }) };
}
