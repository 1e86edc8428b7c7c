import { flag, number, shape, text, trusted } from './decode';
import type { Decoded } from './decode';
import type { Protocol } from './messages';

/** Where a run of changes is. `waiting`: until LiveChat accepts calls again. */
export type BulkStage = 'reading' | 'planned' | 'running' | 'waiting' | 'paused' | 'ended' | 'gone';

export interface BulkRow {
  readonly position: number;
  /** The id that people use. */
  readonly id: string;
  readonly subject: string;
  /** One text for each field, such as `Status: Open → Solved`. */
  readonly changes: readonly string[];
  /** Exactly what will be sent. */
  readonly message?: { readonly text: string; readonly to: string };
  readonly outcome: string;
  /** `problem`: not done as wanted. */
  readonly tone: 'none' | 'done' | 'problem';
  /** More about the outcome. */
  readonly detail?: string;
  /** Present while the user can still choose. */
  readonly isIncluded?: boolean;
}

/** Actions of the page; a button for each that is present. */
export interface BulkButtons {
  readonly confirm?: string;
  readonly review?: string;
  readonly edit?: string;
  readonly pause?: string;
  readonly resume?: string;
  readonly cancel?: string;
  readonly undo?: string;
}
export type BulkAction = keyof BulkButtons;

export interface BulkLabels {
  readonly caption: string;
  readonly include: string;
  /** For the checkbox of a row, with `{0}` for its ticket. */
  readonly includeTicket: string;
  readonly ticket: string;
  readonly changes: string;
  readonly outcome: string;
  readonly open: string;
  readonly accept: string;
  readonly skip: string;
  readonly back: string;
  readonly message: string;
}

export interface BulkModel {
  /** Number of the run, as text. */
  readonly key: string;
  readonly title: string;
  readonly stage: BulkStage;
  /** What the user should know before, such as that messages cannot be taken back. */
  readonly notes: readonly string[];
  /** How far it is, in one sentence. */
  readonly summary: string;
  /** Announced by screen readers when it changes. */
  readonly announcement: string;
  readonly progress?: { readonly done: number; readonly of: number };
  readonly rows: readonly BulkRow[];
  readonly buttons: BulkButtons;
  readonly labels: BulkLabels;
  /** Increases with each change of the plan: what is confirmed is what the user saw. */
  readonly revision: number;
}

/** The parts that change while a run is worked on, and the rows that changed. */
export type BulkProgress = Omit<BulkModel, 'key' | 'title' | 'labels'>;

const positioned = { position: number } as const;

/** State that the page keeps across reloads. */
export const savedBulk = shape({ key: text });
export type SavedBulk = Decoded<typeof savedBulk>;

export const bulkProtocol = {
  notifications: {
    show: trusted<BulkModel>(),
    progress: trusted<BulkProgress>(),
  },
  commands: {
    ready: shape({}),
    /** Sends a ticket's change with the others, or not. */
    include: shape({ ...positioned, isIncluded: flag }),
    /** Changes the message to one ticket. */
    edit: shape({ ...positioned, text }),
    /** Sends what the plan of this revision says. */
    confirm: shape({ revision: number }),
    /** Opens the form again. */
    back: shape({}),
    pause: shape({}),
    resume: shape({}),
    cancel: shape({}),
    undo: shape({}),
    open: shape(positioned),
  },
  requests: {},
} satisfies Protocol;
export type BulkProtocol = typeof bulkProtocol;
