/** Lifecycle state of a version of the v3 APIs. `since` is the date in the response header, `YYYY-MM-DD`. */
export type VersionState =
  | { readonly state: 'stable' | 'preview' }
  | { readonly state: 'legacy' | 'deprecated'; readonly since: string };

/** The versions of mid-2026, see `docs/livechat-api.md#versions`. The dates are invented. */
export const VERSIONS: Readonly<Record<string, VersionState>> = {
  '3.2': { state: 'deprecated', since: '2025-06-30' },
  '3.3': { state: 'deprecated', since: '2025-06-30' },
  '3.4': { state: 'deprecated', since: '2026-01-31' },
  '3.5': { state: 'legacy', since: '2026-08-07' },
  '3.6': { state: 'stable' },
  '3.7': { state: 'preview' },
};

/** The header `Legacy: <date>` or `Deprecation: <date>` of an outdated version. */
export function versionHeader(version: VersionState): readonly [string, string] | undefined {
  if (version.state === 'legacy') return ['Legacy', version.since];
  if (version.state === 'deprecated') return ['Deprecation', version.since];
  return undefined;
}
