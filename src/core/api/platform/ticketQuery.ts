import { platformCapabilities, unsupported } from '../../domain/capabilities';
import { fail, failureOf } from '../../domain/failure';
import type { TicketQuery } from '../../domain/ticket';
import { itemsIn, objectIn } from '../decode';
import type { HelpDeskNames } from './helpDeskNames';
import { siloOf } from './ticketShape';

const dayMs = 24 * 60 * 60_000;

/** A list's parameters, and the ids that its rows are held against. */
export interface Parameters {
  readonly query: Readonly<Record<string, string>>;
  readonly teamId?: string;
  readonly tagId?: string;
}

/** Filters of the domain as parameters of `GET /tickets` (section 8.2 of the API notes). */
export class TicketQueries {
  constructor(private readonly names: HelpDeskNames) {}

  /**
   * "Any activity on these days" becomes: changed since the first, and made before the last was over.
   * @returns `undefined` where nothing can match: a group or tag that there is not
   * @throws FailureError `unsupported` naming filters that HelpDesk has not
   */
  async parametersOf(wanted: TicketQuery): Promise<Parameters | undefined> {
    const unknown = unsupported(platformCapabilities.tickets.filters, wanted);
    if (unknown.length > 0) return fail({ code: 'unsupported', field: unknown.join(', ') });
    const { group, tag, dateFrom, dateTo, assigned } = wanted;
    const [team, tagged] = await Promise.all([
      group === undefined ? [undefined] : orNone(this.names.teamIds([group])),
      tag === undefined ? [undefined] : orNone(this.names.tagIds([tag])),
    ]);
    if (!team || !tagged) return undefined;
    const [teamId] = team;
    const [tagId] = tagged;
    const parameters = {
      ...siloOf(wanted.status),
      sortBy: 'updatedAt',
      order: wanted.order ?? 'desc',
      query: wanted.query,
      'requester[email]': wanted.requesterMail,
      hasAssignee: assigned === undefined ? undefined : assigned ? 'Y' : 'N',
      updatedDateFrom: dateFrom === undefined ? undefined : `${dateFrom}T00:00:00.000Z`,
      createdDateTo: dateTo === undefined ? undefined : dayAfter(dateTo),
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
 * Whether a row is what was asked for, as far as it tells. Filters that were seen in one client's code only may be
 * ignored by the server: a wrong row is worse than a short page.
 */
export function matches(
  item: unknown,
  { requesterMail }: TicketQuery,
  { teamId, tagId }: Parameters,
): boolean {
  const raw = objectIn(item);
  if (!raw) return true;
  const mail = objectIn(raw.requester)?.email;
  if (requesterMail !== undefined && typeof mail === 'string' && !sameMail(mail, requesterMail)) return false;
  if (teamId !== undefined && Array.isArray(raw.teamIDs) && !itemsIn(raw.teamIDs).includes(teamId))
    return false;
  return tagId === undefined || !Array.isArray(raw.tagIDs) || itemsIn(raw.tagIDs).includes(tagId);
}

function sameMail(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + dayMs).toISOString();
}

async function orNone(ids: Promise<readonly string[]>): Promise<readonly string[] | undefined> {
  try {
    return await ids;
  } catch (thrown) {
    if (failureOf(thrown)?.code === 'invalid-input') return undefined;
    throw thrown;
  }
}
