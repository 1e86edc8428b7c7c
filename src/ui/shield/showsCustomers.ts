import type { App } from '../shell/app';

/** Whether the window may show something of customers: of an account, or the events of a team. */
export function showsCustomers({ session, keys }: Pick<App, 'session' | 'keys'>): boolean {
  return session.current.kind !== 'signed-out' || keys.is('livechat.team', true);
}
