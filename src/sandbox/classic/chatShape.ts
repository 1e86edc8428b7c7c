import { publicMessages, type Chat, type SurveyAnswer } from '../account/chat';

/** A chat as in `GET /chats` and `GET /chats/<ID>`. A running chat has no `ended`. */
export function chatShape(chat: Chat) {
  const { visitor, started, ended } = chat;
  return {
    type: 'chat',
    id: chat.id,
    visitor: {
      id: visitor.id,
      name: visitor.name,
      email: visitor.email,
      ip: visitor.ip,
      city: visitor.city,
      country: visitor.country,
      country_code: visitor.country,
      timezone: visitor.timezone,
    },
    agents: chat.agents.map(({ id, name }) => ({ display_name: name, email: id })),
    supervisors: [],
    rate: chat.rate,
    duration: (ended ?? chat.messages.at(-1)?.timestamp ?? started) - started,
    chat_start_url: visitor.pageCurrent,
    referrer: '',
    group: chat.groups,
    started: displayDate(started),
    started_timestamp: started,
    ...(ended === undefined ? { pending: true } : { ended: displayDate(ended), ended_timestamp: ended }),
    messages: publicMessages(chat).map((message) => ({
      author_name: message.authorName,
      text: message.text,
      date: displayDate(message.timestamp),
      timestamp: message.timestamp,
      user_type: message.agentId === undefined ? 'visitor' : 'agent',
      ...(message.agentId !== undefined && { agent_id: message.agentId }),
    })),
    events: chat.events.map((event) => ({
      type: 'event',
      event_type: event.type,
      user_type: event.userType,
      text: event.text,
      date: displayDate(event.timestamp),
      timestamp: event.timestamp,
    })),
    tags: chat.tags,
    engagement: 'none',
    prechat_survey: chat.survey.map(({ id, label, ...rest }) => ({
      key: label,
      value: answerText(rest),
      id,
    })),
  };
}

/** The parts of a webhook delivery about a chat, by data type (REST API v2, "Webhooks"). */
export function deliveredChat(chat: Chat): Readonly<Record<'chat' | 'visitor' | 'pre_chat_survey', unknown>> {
  const { visitor } = chat;
  return {
    chat: {
      id: chat.id,
      started_timestamp: chat.started,
      ...(chat.ended !== undefined && { ended_timestamp: chat.ended }),
      url: visitor.pageCurrent,
      messages: publicMessages(chat).map(({ agentId, authorName, text, timestamp }) => ({
        user_type: agentId === undefined ? 'visitor' : 'agent',
        author_name: authorName,
        ...(agentId !== undefined && { agent_id: agentId }),
        text,
        timestamp,
      })),
      attachments: [],
      events: chat.events.map(({ userType, type, text, timestamp }) => ({
        ...{ user_type: userType, type, text, timestamp },
      })),
      agents: chat.agents.map(({ id, name }) => ({ name, login: id })),
      tags: chat.tags,
      groups: chat.groups,
    },
    visitor: {
      id: visitor.id,
      name: visitor.name,
      email: visitor.email,
      country: visitor.country,
      city: visitor.city,
      language: visitor.language,
      page_current: visitor.pageCurrent,
      timezone: visitor.timezone,
      custom_variables: [{ key: 'plan', value: 'basic' }],
    },
    pre_chat_survey: chat.survey,
  };
}

function answerText({ answer, answers }: Pick<SurveyAnswer, 'answer' | 'answers'>): string {
  return answer ?? (answers ?? []).flatMap(({ label, chosen }) => (chosen ? [label] : [])).join(', ');
}

/** Epoch seconds as `Wed, 01/23/13 11:40:53 am`, in UTC. */
export function displayDate(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = date.toUTCString().slice(0, 3);
  const hours = date.getUTCHours();
  const calendar = `${two(date.getUTCMonth() + 1)}/${two(date.getUTCDate())}/${two(date.getUTCFullYear() % 100)}`;
  const time = `${two(hours % 12 || 12)}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${day}, ${calendar} ${time} ${hours < 12 ? 'am' : 'pm'}`;
}
