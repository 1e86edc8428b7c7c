import { searchForCode } from './searchForCode';
import { searchWithPick } from './searchWithPick';

/** The search in what is kept on this machine. A bundle that loads on first use. */
export const localSearch = { forCode: searchForCode, withPick: searchWithPick } as const;
