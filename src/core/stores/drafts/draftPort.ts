import { decodeSaved } from '../../../protocol/decode';
import { typedInput } from '../../../protocol/form';
import { DisposableStore } from '../../base/disposable';
import type { DraftId } from './draft';
import type { Drafts } from './draftStore';
import type { DraftPort } from './sharedDraft';

/** @param title of the draft, in lists */
export function draftPort(
  drafts: Pick<Drafts, 'get' | 'keep' | 'lastEditAt' | 'onDidChange' | 'onDidChangeStored'>,
  id: DraftId,
  title: () => string,
): DraftPort {
  return {
    get: async () => {
      const editedAt = await drafts.lastEditAt(id);
      const draft = await drafts.get(id);
      // A draft may not be that of a form.
      const input = decodeSaved(typedInput, draft);
      return { ...(input ?? { values: {} }), version: draft ? Date.parse(draft.savedAt) : 0, editedAt };
    },
    keep: async ({ values, base }, at, seen) =>
      await drafts.keep(id, title(), values, { at, seen, ...(base && { base }) }),
    onDidChange: (listener) => {
      const owned = new DisposableStore();
      owned.add(drafts.onDidChangeStored(listener));
      owned.add(
        drafts.onDidChange(({ account, subject }) => {
          if (account === id.account && subject === id.subject) listener();
        }),
      );
      return owned;
    },
  };
}
