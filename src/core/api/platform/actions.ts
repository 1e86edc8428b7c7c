import type { CallOptions } from '../../domain/connection';
import type { LargeBody } from '../readBody';
import type { ApiRequest } from '../request';
import type { Caller } from '../transport';
import { v3 } from './hosts';

export type ActionApi = 'configuration' | 'agent';

/**
 * Methods of the Configuration and Agent Chat APIs: always `POST` with a JSON object. A method without a result
 * answers `{}` or an empty body (docs/livechat-api.md#v3-requests).
 */
export interface Actions {
  /** A method without side effects. */
  read(
    api: ActionApi,
    action: string,
    payload: object,
    options?: CallOptions,
    large?: LargeBody,
  ): Promise<unknown>;
  write(
    api: ActionApi,
    action: string,
    payload: object,
    options?: CallOptions,
    secrets?: readonly string[],
  ): Promise<unknown>;
  upload(
    api: ActionApi,
    action: string,
    file: NonNullable<ApiRequest['file']>,
    options?: CallOptions,
  ): Promise<unknown>;
}

/** An upload of 10 MB takes longer than other calls. */
const uploadTimeoutMs = 180_000;

export function createActions(caller: Caller): Actions {
  const routeOf = (api: ActionApi, action: string): string => `${v3}/${api}/action/${action}`;
  return {
    read: async (api, action, payload, options, large) => {
      const route = routeOf(api, action);
      const request = {
        method: 'POST',
        route,
        body: payload,
        isRead: true,
        ...(large && { large }),
      } as const;
      return (await caller.call(request, options)).value;
    },
    write: async (api, action, payload, options, secrets = []) => {
      const request = { method: 'POST', route: routeOf(api, action), body: payload, secrets } as const;
      return (await caller.call(request, options)).value;
    },
    upload: async (api, action, file, options) => {
      const route = routeOf(api, action);
      const request = { method: 'POST', route, file, timeoutMs: uploadTimeoutMs } as const;
      return (await caller.call(request, options)).value;
    },
  };
}
