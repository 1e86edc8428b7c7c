import type { DraftShelf } from '../../src/core/stores/draftShelf';

/** Parts that a measurement needs to be there and to do nothing. */
export const silent = {
  shelf: { items: [] } as unknown as DraftShelf,
};
