import type { DraftList } from '../../src/core/stores/drafts/draftList';

/** Dependencies that do nothing in a measurement. */
export const silent = {
  pageStorage: { items: [] } as unknown as DraftList,
};
