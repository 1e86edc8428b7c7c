import { digestOf } from '../base/digest';
import { groupsOf, type Arrival } from '../domain/arrival';

/** First token of every subject, so that one stream holds all accounts of a team. */
export const subjectRoot = 'livechat';

/** The group token of chats and tickets that belong to no group. As LiveChat's group 0: every agent. */
const everyone = 0;

/** The account's token in a subject: a digest, since an account id may contain an e-mail address. */
export function accountToken(account: string): string {
  return digestOf(account);
}

/**
 * The subjects under which an event is published: `livechat.<account>.<kind>.<group>`, one for each of its groups.
 * Tokens contain no dots.
 */
export function subjectsOf(arrival: Arrival): readonly [string, ...string[]] {
  const [first = everyone, ...others] = [...new Set(groupsOf(arrival))].sort((one, other) => one - other);
  const subject = (group: number): string =>
    [subjectRoot, accountToken(arrival.account), arrival.kind, String(group)].join('.');
  return [subject(first), ...others.map(subject)];
}

/** Filters for a consumer: of these groups, or of all where there are none. */
export function filtersOf(groups: readonly number[]): readonly [string, ...string[]] {
  const [first, ...others] = [...new Set(groups)];
  const filter = (group: number): string => `${subjectRoot}.*.*.${group}`;
  return first === undefined ? [`${subjectRoot}.>`] : [filter(first), ...others.map(filter)];
}
