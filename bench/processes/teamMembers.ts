// Members of a team, each with the product's transport over a database of its own. Joins and closes them as asked, and
// counts what they showed.
import { TeamMachine } from '../../test/unit/team/support/teamMachine';
import { answerRequests } from '../support/askedProcess';
import { endWithParent, notify, ownCpuMs } from '../support/children';
import { accessOf, type TeamSpec } from '../support/teamAccess';

export type MembersRequest =
  | { readonly kind: 'open' | 'join' | 'close'; readonly count: number }
  | { readonly kind: 'counts'; readonly expected: readonly string[] }
  | { readonly kind: 'cost' };

export interface MembersCounts {
  readonly live: number;
  readonly missing: number;
  readonly twice: number;
}

endWithParent();
const [, , spec = '', count = ''] = process.argv;
const access = accessOf(JSON.parse(spec) as TeamSpec);
const members = Array.from({ length: Number(count) }, () => new TeamMachine(access));

/** One after the other, as windows of one machine would be: all at once would measure the start. */
async function each(
  some: readonly TeamMachine[],
  act: (member: TeamMachine) => Promise<void>,
): Promise<void> {
  for (const member of some) await act(member);
}

function counts(expected: readonly string[]): MembersCounts {
  const found = { live: 0, missing: 0, twice: 0 };
  for (const member of members) {
    const shown = member.shown.flatMap((one) => {
      if ('chatId' in one) return [];
      return one.kind === 'one' ? [one.arrival.eventId] : one.eventIds;
    });
    const distinct = new Set(shown);
    found.missing += expected.filter((id) => !distinct.has(id)).length;
    found.twice += shown.length - distinct.size;
    if (member.isOpen && member.view.state === 'live') found.live += 1;
  }
  return found;
}

answerRequests(async (asked) => {
  const request = asked as MembersRequest;
  switch (request.kind) {
    case 'open':
      await each(members.slice(0, request.count), (member) => member.open());
      return {};
    case 'join':
      await each(members.slice(0, request.count), (member) => member.join());
      return {};
    case 'close':
      await each(members.slice(0, request.count), (member) => member.close());
      return {};
    case 'counts':
      return counts(request.expected);
    case 'cost':
      return { cpuMs: ownCpuMs(), calls: members.reduce((sum, { calls }) => sum + calls, 0) };
  }
});
notify({ ready: true });
