import type { Agent, AgentRow, Group, Tag } from '../../../../src/core/domain/agent';
import { classicCapabilities } from '../../../../src/core/domain/capabilities';
import type { CallOptions, LiveChatConnection, Page } from '../../../../src/core/domain/connection';
import type { TicketQuery, TicketRow } from '../../../../src/core/domain/ticket';

export interface FakeCalls {
  readonly tickets?: (
    query: TicketQuery,
    at: string | undefined,
    options?: CallOptions,
  ) => Promise<Page<TicketRow>>;
  readonly agents?: () => Promise<readonly AgentRow[]>;
  readonly groups?: (options?: CallOptions) => Promise<readonly Group[]>;
  /** Rejects, or accepts the key. */
  readonly check?: () => Promise<Agent>;
  readonly tags?: (options?: CallOptions) => Promise<readonly Tag[]>;
}

export interface FakeConnection extends LiveChatConnection {
  readonly closed: boolean;
}

/** A connection with only the given methods; any other throws. */
export function fakeConnection(calls: FakeCalls = {}): FakeConnection {
  let closed = false;
  const unexpected = (): Promise<never> => Promise.reject(new Error('This call was not expected.'));
  const resource = { get: unexpected, create: unexpected, update: unexpected, remove: unexpected };
  const groups = { list: (options?: CallOptions) => calls.groups?.(options) ?? unexpected() };
  return {
    capabilities: classicCapabilities,
    tickets: {
      ...resource,
      newest: unexpected,
      list: (query, at, options) => calls.tickets?.(query, at, options) ?? unexpected(),
    },
    agents: { ...resource, list: () => calls.agents?.() ?? unexpected() },
    groups,
    ticketGroups: groups,
    tags: { list: (options) => calls.tags?.(options) ?? unexpected() },
    chats: { list: unexpected },
    webhooks: {
      list: unexpected,
      create: unexpected,
      remove: unexpected,
      enable: unexpected,
      deliveries: { readSecret: () => undefined, decode: () => undefined },
    },
    clockOffset: () => undefined,
    serverTime: () => undefined,
    check: () => calls.check?.() ?? unexpected(),
    dispose: () => {
      closed = true;
    },
    get closed() {
      return closed;
    },
  };
}
