/** A window as a candidate to show notifications. */
export interface NotifyingWindow {
  /** Time at which the window got the focus; `undefined` without focus. */
  focusedAt: number | undefined;
  /** Whether the window missed the last ping. */
  isUnresponsive: boolean;
}

/**
 * Decides which window shows a notification: the focused one, else the leader's own, else another one; windows that
 * missed their last ping are asked last.
 * @param mayShow asks a window whether it can show the notification
 * @returns the first window that can; `undefined` if none can
 */
export async function chooseNotifyingWindow<W extends NotifyingWindow>(
  leader: W,
  followers: Iterable<W>,
  mayShow: (window: W) => Promise<boolean>,
): Promise<W | undefined> {
  const rankOf = (window: W): number => {
    const withoutFocus = window === leader ? 1 : 2;
    return (window.isUnresponsive ? 3 : 0) + (window.focusedAt === undefined ? withoutFocus : 0);
  };
  // Pings change the ranks, so they are computed once.
  const candidates = [leader, ...followers].map((window) => ({ window, rank: rankOf(window) }));
  const since = ({ window }: { readonly window: W }): number => window.focusedAt ?? 0;
  candidates.sort((one, other) => one.rank - other.rank || since(other) - since(one));
  for (const { window } of candidates) if (await mayShow(window)) return window;
  return undefined;
}
