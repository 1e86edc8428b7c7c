import type { ApiNotice } from '../../domain/connection';

const noticeHeaders = ['legacy', 'deprecation'] as const;

/**
 * Reports `Legacy: YYYY-MM-DD` and `Deprecation: YYYY-MM-DD` headers once each (docs/livechat-api.md#versions).
 * @param apiOf maps a call's route to its API
 */
export function createNoticeReporter(
  onNotice: (notice: ApiNotice) => void,
  apiOf: (route: string) => string,
): (header: (name: string) => string | undefined, request: { readonly route: string }) => void {
  const reported = new Set<string>();
  return (header, { route }) => {
    for (const name of noticeHeaders) {
      const since = /\d{4}-\d\d-\d\d/.exec(header(name) ?? '')?.[0];
      const api = apiOf(route);
      const key = `${name} ${api} ${since}`;
      if (since === undefined || reported.has(key)) continue;
      reported.add(key);
      onNotice({ kind: name === 'legacy' ? 'legacy' : 'deprecated', api, since });
    }
  };
}
