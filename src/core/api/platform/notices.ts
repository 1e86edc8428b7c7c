import type { ApiNotice } from '../../domain/connection';

const kinds = ['legacy', 'deprecation'] as const;

/**
 * Finds `Legacy: YYYY-MM-DD` and `Deprecation: YYYY-MM-DD` among an answer's headers (section 4 of the API notes)
 * and tells each once.
 * @param apiOf which API a call's route is of
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
