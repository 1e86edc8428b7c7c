import type { NamedAgent } from './ticket';

export interface Visitor {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly ip: string;
  readonly country: string;
  readonly city: string;
  readonly language: string;
  readonly timezone: string;
  readonly pageCurrent: string;
}

/** `agentId` is set on messages of agents. Times are epoch seconds. */
export interface ChatMessage {
  readonly text: string;
  readonly timestamp: number;
  readonly authorName: string;
  readonly agentId?: string;
  /** Visible to agents only. The classic API has no such messages and omits them. */
  readonly whisper?: true;
  /** Set by the sender in the Agent Chat API. */
  readonly customId?: string;
}

export interface ChatEvent {
  readonly type: string;
  readonly userType: 'agent' | 'visitor';
  readonly text: string;
  readonly timestamp: number;
  readonly agentId?: string;
}

export interface SurveyAnswer {
  readonly id: string;
  readonly type: 'name' | 'email' | 'checkbox';
  readonly label: string;
  readonly answer?: string;
  readonly answers?: readonly { readonly label: string; readonly chosen: boolean }[];
}

export interface Chat {
  readonly id: string;
  visitor: Visitor;
  agents: readonly NamedAgent[];
  groups: readonly number[];
  readonly started: number;
  /** Missing while the chat runs. */
  ended?: number;
  readonly messages: ChatMessage[];
  readonly events: ChatEvent[];
  tags: readonly string[];
  readonly survey: readonly SurveyAnswer[];
  rate: 'not_rated' | 'rated_good' | 'rated_bad';
  /** A person or a script answers it, so that the simulator leaves it alone. */
  isHandled?: true;
}

/** The messages that the visitor can read. */
export function publicMessages({ messages }: Chat): readonly ChatMessage[] {
  return messages.filter(({ whisper }) => !whisper);
}
