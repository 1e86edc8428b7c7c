import type { Event } from '../../core/base/event';

/** What a feature adds to the one status bar item, drawn anew whenever it changes. */
export interface StatusPart {
  readonly onDidChange: Event<undefined>;
  /** Icon in place of the usual one, such as `broadcast`. */
  readonly icon: string | undefined;
  /** Shown for some seconds in place of everything else. Icons in it are the caller's to escape. */
  readonly content: string | undefined;
  /** Whether a person is needed, or something does not work. */
  readonly isWarning: boolean;
  /** Label and value of each line of the hover. */
  readonly lines: readonly (readonly [label: string, value: string])[];
  /** For screen readers. */
  readonly label: string;
}
