import type { DraftList } from '../../src/core/stores/draftList';

/** Parts that a measurement needs to be there and to do nothing. */
export const silent = {
  pageStorage: { items: [] } as unknown as DraftList,
};
