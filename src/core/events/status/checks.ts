import type { ListenerProblem } from './problem';

/** Webhooks: all but the last two. Socket: `key`, `socket`, `login`, `round-trip`. */
export const checkNames = [
  'key',
  'receiver',
  'tunnel',
  'address',
  'registration',
  'round-trip',
  'socket',
  'login',
] as const;
export type CheckName = (typeof checkNames)[number];
export const fixIds = [
  'sign-in',
  'sign-in-browser',
  'start',
  'settings',
  'choose-tunnel',
  'register-again',
  'show-log',
] as const;
export type FixId = (typeof fixIds)[number];

/** One step of the doctor. The steps after a failed one are `skipped`. */
export interface Check {
  readonly name: CheckName;
  readonly result: 'ok' | 'failed' | 'skipped';
  /** Duration. */
  readonly ms: number;
  readonly problem?: ListenerProblem;
  readonly fix?: FixId;
  /** Of a step that is ok. */
  readonly note?: CheckNote;
}

/** `inspected`: see `TunnelProvider.isInspected`. `enabled`: see `WebhookApi.enable`. */
export type CheckNote = 'inspected' | 'enabled';

/** A webhook of this extension on another installation. The API does not send its age. */
export interface ForeignWebhook {
  readonly id: string;
  readonly event: string;
  /** Host of its address; the path is a secret. */
  readonly host: string;
}

/** Webhooks of other installations. */
export interface ForeignWebhooks {
  /** @throws FailureError */
  list(): Promise<readonly ForeignWebhook[]>;
  /** Removes those of them that are still there. @throws FailureError */
  remove(ids: readonly string[]): Promise<void>;
}

/** `delivered`: it came back through the transport and was accepted as genuine. */
export type TestOutcome =
  | { readonly kind: 'delivered'; readonly ms: number }
  | { readonly kind: 'failed'; readonly problem: ListenerProblem };
