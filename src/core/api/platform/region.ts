import type { CallOptions } from '../../domain/connection';
import type { ApiResponse } from '../response';
import type { ApiRequest } from '../request';
import type { Caller } from '../transport';
import { MisdirectedError } from './v3Failure';

/**
 * The region of the account, as far as it is known. The header is no longer documented, the error that asks for it
 * is (docs/livechat-api.md#regions).
 */
export class Region {
  private known: string | undefined;

  /** @param token its prefix names the region: `dal:…`, `fra:…`, `fra-a:…` */
  constructor(token: string) {
    this.known = regionOfToken(token);
  }

  /** `dal` is the default and needs no header unless the server asks for it. */
  get headers(): Readonly<Record<string, string>> {
    return toHeaders(this.known);
  }

  /** For another token: its own prefix counts unless the server has named a region. */
  headersFor(token: string): Readonly<Record<string, string>> {
    return toHeaders(this.known ?? regionOfToken(token));
  }

  set(region: string): void {
    this.known = region;
  }
}

function regionOfToken(token: string): string | undefined {
  return /^fra\b/.test(token) && token.includes(':') ? 'fra' : undefined;
}

function toHeaders(region: string | undefined): Readonly<Record<string, string>> {
  return region === undefined ? {} : { 'X-Region': region };
}

/** Repeats a call once in the region that the server names. The first attempt was rejected, so it had no effect. */
export function withRegionRetry(caller: Caller, region: Region): Caller {
  return {
    call: async (request: ApiRequest, options?: CallOptions): Promise<ApiResponse> => {
      try {
        return await caller.call(request, options);
      } catch (thrown) {
        if (!(thrown instanceof MisdirectedError)) throw thrown;
        region.set(thrown.region);
        return await caller.call(request, options);
      }
    },
  };
}
