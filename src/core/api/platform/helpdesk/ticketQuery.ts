import { isSameAddress } from '../../../domain/account';
import { platformCapabilities, findUnsupported } from '../../../domain/capabilities';
import { fail, failureOf } from '../../../domain/failure';
import type { TicketQuery } from '../../../domain/ticket';
import { asArray, asObject } from '../../decode';
import { startOfDay } from '../../../base/localDays';
import type { HelpDeskNames } from './helpDeskNames';
import { toSilo } from './ticketShape';

/** Parameters of a list, and the ids to check its rows against. */
export interface Parameters {
  readonly query: Readonly<Record<string, string>>;
  readonly teamId?: string;
  readonly tagId?: string;
}

/** Maps filters to parameters of `GET /tickets` (docs/livechat-api.md#helpdesk-tickets). */
export class TicketQueries {
  constructor(private readonly names: HelpDeskNames) {}

  /**
   * "Any activity between two days" becomes: updated since the first, and created until the second.
   * @returns `undefined` if nothing can match, because the group or tag does not exist
   * @throws FailureError `unsupported` with filters that HelpDesk does not have
   */
  async toParameters(wanted: TicketQuery): Promise<Parameters | undefined> {
    const unknown = findUnsupported(platformCapabilities.tickets.filters, wanted);
    if (unknown.length > 0) return fail({ code: 'unsupported', field: unknown.join(', ') });
    const { group, tag, dateFrom, dateTo, assigned } = wanted;
    const [team, tagged] = await Promise.all([
      group === undefined ? [undefined] : undefinedIfUnknown(this.names.findTeamIds([group])),
      tag === undefined ? [undefined] : undefinedIfUnknown(this.names.findTagIds([tag])),
    ]);
    if (!team || !tagged) return undefined;
    const [teamId] = team;
    const [tagId] = tagged;
    const parameters = {
      ...toSilo(wanted.status),
      sortBy: 'updatedAt',
      order: wanted.order ?? 'desc',
      query: wanted.query,
      'requester[email]': wanted.requesterMail,
      hasAssignee: assigned === undefined ? undefined : assigned ? 'Y' : 'N',
      updatedDateFrom: dateFrom === undefined ? undefined : startOfDay(dateFrom).toISOString(),
      createdDateTo: dateTo === undefined ? undefined : startOfDay(dateTo, 1).toISOString(),
      'teamIDs[]': teamId,
      'tagIDs[]': tagId,
    };
    return {
      query: Object.fromEntries(
        Object.entries(parameters).filter(([, value]) => value !== undefined),
      ) as Record<string, string>,
      ...(teamId !== undefined && { teamId }),
      ...(tagId !== undefined && { tagId }),
    };
  }
}

/**
 * Whether a row matches the filters, judging by the fields it has. HelpDesk may ignore filters that were observed in
 * one client only, and a short page is better than a wrong row.
 */
export function matchesQuery(
  item: unknown,
  { requesterMail }: TicketQuery,
  { teamId, tagId }: Parameters,
): boolean {
  const raw = asObject(item);
  if (!raw) return true;
  const mail = asObject(raw.requester)?.email;
  if (requesterMail !== undefined && typeof mail === 'string' && !isSameAddress(mail, requesterMail))
    return false;
  if (teamId !== undefined && Array.isArray(raw.teamIDs) && !asArray(raw.teamIDs).includes(teamId))
    return false;
  return tagId === undefined || !Array.isArray(raw.tagIDs) || asArray(raw.tagIDs).includes(tagId);
}

async function undefinedIfUnknown(ids: Promise<readonly string[]>): Promise<readonly string[] | undefined> {
  try {
    return await ids;
  } catch (thrown) {
    if (failureOf(thrown)?.code === 'invalid-input') return undefined;
    throw thrown;
  }
}
