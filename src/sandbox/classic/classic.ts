import type { Hono } from 'hono/tiny';
import type { Account, DomainEvent } from '../account/account';
import type { FaultQueue } from '../server/faults';
import type { SandboxEnv } from '../server/sandboxEnv';
import type { DeliveryTarget } from '../webhooks/webhookSender';
import { classicApp } from './classicApp';
import { classicTargets } from './classicTargets';
import type { UpdateTicketMode } from './ticketRoutes';
import { widgetRoutes } from './widgetRoutes';

export interface MountClassicOptions {
  /** The app to add routes to. Unexpected errors are left to its error handler. */
  readonly app: Hono<SandboxEnv>;
  readonly account: Account;
  readonly faults: FaultQueue;
  readonly updateTicket: UpdateTicketMode;
}

export interface MountedClassic {
  /** The webhooks to deliver an event to. */
  targetsOf(domainEvent: DomainEvent): readonly DeliveryTarget[];
}

/**
 * Adds the classic API of an account to an app, after all other routes. This module and `sandbox.ts` are separate bundles
 * with separate copies of shared classes, so neither may use `instanceof` on objects of the other.
 */
export function mountClassic({ app, account, faults, updateTicket }: MountClassicOptions): MountedClassic {
  app.route('/', widgetRoutes(account));
  const classic = classicApp(account, { updateTicket, isRevoked: (login) => faults.isRevoked(login) });
  app.route('/v2', classic);
  app.route('/', classic);
  return { targetsOf: (domainEvent) => classicTargets(account, domainEvent) };
}
