/** How a version of the v3 APIs stands. `since` is the day in its header, `YYYY-MM-DD`. */
export type VersionState =
  | { readonly state: 'stable' | 'preview' }
  | { readonly state: 'legacy' | 'deprecated'; readonly since: string };

/** The versions of mid-2026 (section 4 [V]); the days are invented. */
export const VERSIONS: Readonly<Record<string, VersionState>> = {
  '3.2': { state: 'deprecated', since: '2025-06-30' },
  '3.3': { state: 'deprecated', since: '2025-06-30' },
  '3.4': { state: 'deprecated', since: '2026-01-31' },
  '3.5': { state: 'legacy', since: '2026-08-07' },
  '3.6': { state: 'stable' },
  '3.7': { state: 'preview' },
};

/** `Legacy: <day>` or `Deprecation: <day>` for a version that is no longer the one to use (section 4 [V]). */
export function versionHeader(version: VersionState): readonly [string, string] | undefined {
  if (version.state === 'legacy') return ['Legacy', version.since];
  if (version.state === 'deprecated') return ['Deprecation', version.since];
  return undefined;
}
