import type { Database } from '../storage/database';
import type { DraftId } from '../stores/drafts/draft';
import type { Drafts } from '../stores/drafts/draftStore';

/**
 * After a draft has changed: forgets a reply of it that waited in its composer and was not sent, if the draft has no text
 * any more. Then the user has sent or discarded it, and need not be notified again.
 * @throws StorageError
 */
export async function forgetUnsentDelayed(
  open: () => Promise<Database>,
  drafts: Pick<Drafts, 'get'>,
  id: DraftId,
): Promise<void> {
  const [, composer, targetId = ''] = /^(reply|chat)\/(.+)$/s.exec(id.subject) ?? [];
  if (composer === undefined) return;
  const parameters = [id.account, composer === 'reply' ? 'ticket' : 'chat', targetId] as const;
  const where = "kind = 'delayed' AND state = 'unsent' AND account = ? AND target = ? AND target_id = ?";
  const database = await open();
  // Drafts change at each key press, and there is hardly ever such a reply.
  if (!database.get(`SELECT 1 FROM scheduled_items WHERE ${where} LIMIT 1`, ...parameters)) return;
  const message = (await drafts.get(id))?.values.message;
  if (typeof message === 'string' && message !== '') return;
  await database.write(['schedule'], (writer) =>
    writer.run(`DELETE FROM scheduled_items WHERE ${where}`, ...parameters),
  );
}
