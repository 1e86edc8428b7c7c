import type { PublishingView, TeamProgress } from './listenerStatus';
import type { ListenerProblem } from './problem';

/**
 * Webhooks: the first six. Socket: `key`, `socket`, `login`, `round-trip`. Member of a team: four that begin with
 * `team-`. A machine that may be the receiver of its team: in addition the last.
 */
export const checkNames = [
  'key',
  'receiver',
  'tunnel',
  'address',
  'registration',
  'round-trip',
  'socket',
  'login',
  'team-server',
  'team-stream',
  'team-key',
  'team-clock',
  'team-publishing',
] as const;
export type CheckName = (typeof checkNames)[number];
export const fixIds = [
  'sign-in',
  'sign-in-browser',
  'start',
  'settings',
  'choose-tunnel',
  'register-again',
  'join-team',
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
  /** Of `team-stream`, and of `team-key` where messages were passed. */
  readonly team?: TeamProgress;
  /** Of `team-publishing`. */
  readonly publishing?: PublishingView;
}

/**
 * `inspected`: see `TunnelProvider.isInspected`. `enabled`: see `WebhookApi.enable`. `old-server`: a version of the NATS
 * server that can lose events. `clock-off`: this machine's clock differs from the server's by minutes.
 */
export const checkNotes = ['inspected', 'enabled', 'old-server', 'clock-off'] as const;
export type CheckNote = (typeof checkNotes)[number];

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
