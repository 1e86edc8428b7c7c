import { askActivityFilter } from './filterPick';
import { replay } from './replay';

/** What commands of the Activity view ask and do. A bundle that loads on first use. */
export const activityActions = { askActivityFilter, replay } as const;
