import type { ApiNotice } from '../../domain/connection';

const kinds = ['legacy', 'deprecation'] as const;

/**
 * Reports `Legacy: YYYY-MM-DD` and `Deprecation: YYYY-MM-DD` headers once each (docs/livechat-api.md#versions).
 * @param apiOf maps a call's route to its API
 */
export function noticesIn(
  onNotice: (notice: ApiNotice) => void,
  apiOf: (route: string) => string,
): (header: (name: string) => string | undefined, request: { readonly route: string }) => void {
  const told = new Set<string>();
  return (header, { route }) => {
    for (const name of kinds) {
      const since = /\d{4}-\d\d-\d\d/.exec(header(name) ?? '')?.[0];
      const api = apiOf(route);
      const key = `${name} ${api} ${since}`;
      if (since === undefined || told.has(key)) continue;
      told.add(key);
      onNotice({ kind: name === 'legacy' ? 'legacy' : 'deprecated', api, since });
    }
  };
}
