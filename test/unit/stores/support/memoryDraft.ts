import type { DraftPort } from '../../../../src/core/stores/drafts/sharedDraft';
import type { TypedInput } from '../../../../src/protocol/form';

/** What is stored of a draft; a test may change it as another window would. */
export interface DraftSlot {
  input: TypedInput;
  at: number;
}

/** One draft, in memory. @param kept called with what is stored */
export function memoryDraft(slot: DraftSlot, kept: (input: TypedInput) => void = () => undefined): DraftPort {
  const versionOf = (): number => (Object.keys(slot.input.values).length > 0 ? slot.at : 0);
  return {
    get: () => Promise.resolve({ ...slot.input, version: versionOf(), editedAt: slot.at }),
    keep: (input, at, seen) => {
      if (seen !== versionOf()) return Promise.resolve('changed' as const);
      Object.assign(slot, structuredClone({ input, at }));
      kept(input);
      return Promise.resolve(undefined);
    },
    onDidChange: () => ({ dispose: () => undefined }),
  };
}
