import type { tunnelProviders } from './providers';

/** The providers, a bundle of their own: loaded when somebody listens. */
export function loadTunnels(): Promise<{ readonly tunnelProviders: typeof tunnelProviders }> {
  return import('./providers');
}
