import { oneLine } from '../../../core/base/plainText';
import type { ReportedChat, SurveyAnswer } from '../../../core/domain/arrival';
import type { ChatUser, LiveChat } from '../../../core/domain/liveChat';
import type { Fact } from '../../../protocol/conversation';

export interface RatingLabels {
  readonly rating: string;
  readonly good: string;
  readonly bad: string;
}

const longText = 2000;

/** The facts and files of a running chat, in the shape of an event's chat. Messages are left out. */
export function reportedChat(chat: LiveChat): ReportedChat {
  const { customer, agents } = peopleOf(chat);
  const files = (chat.events ?? []).flatMap(({ content }) =>
    content.kind === 'file' ? [content.file] : content.kind === 'rich' ? content.files : [],
  );
  return {
    chat: {
      id: chat.threadId,
      ...(chat.startUrl !== undefined && { url: chat.startUrl }),
      ...(chat.startedAt !== undefined && { started_timestamp: chat.startedAt }),
      ...(chat.endedAt !== undefined && { ended_timestamp: chat.endedAt }),
      agents: agents.map(({ id, name }) => ({ login: id, ...(name !== undefined && { name }) })),
      groups: chat.groups,
      tags: chat.tags,
      messages: [],
      events: files.length > 0 ? [{ type: 'attachment', files }] : [],
    },
    visitor: {
      ...(customer && { id: customer.id }),
      ...(customer?.name !== undefined && { name: customer.name }),
      ...(customer?.email !== undefined && { email: customer.email }),
      ...(customer?.page !== undefined && { page_current: customer.page }),
    },
    pre_chat_survey: answersOf(chat, 'before'),
    post_chat_survey: answersOf(chat, 'after'),
  };
}

/** @returns the agents who are in the chat, or took part in it if it has ended */
function peopleOf({ users, isActive }: LiveChat): {
  readonly customer: ChatUser | undefined;
  readonly agents: readonly ChatUser[];
} {
  return {
    customer: users.find(({ kind }) => kind === 'customer'),
    agents: users.filter(({ kind, isPresent }) => kind === 'agent' && (isPresent || !isActive)),
  };
}

function answersOf({ events = [] }: LiveChat, when: 'before' | 'after'): readonly SurveyAnswer[] {
  return events.flatMap(({ content }) =>
    content.kind === 'form' && content.when === when ? content.answers : [],
  );
}

/** The customer's rating and what was written with it. */
export function ratingFacts(
  { rating, ratingComment }: Pick<LiveChat, 'rating' | 'ratingComment'>,
  { rating: label, good, bad }: RatingLabels,
): readonly Fact[] {
  const shown = rating === undefined ? '' : rating > 0 ? good : bad;
  const texts = [shown, oneLine(ratingComment ?? '', longText)].filter((text) => text !== '');
  return texts.length === 0 ? [] : [{ label, texts }];
}

/** Without the agents whom the customer does not see. */
export function withoutHidden(chat: LiveChat): LiveChat {
  return { ...chat, users: chat.users.filter(({ isHidden }) => isHidden !== true) };
}
