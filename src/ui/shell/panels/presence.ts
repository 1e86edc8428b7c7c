import { toDisposable, type Disposable } from '../../../core/base/disposable';
import { Emitter } from '../../../core/base/event';
import type { Log } from '../../../core/base/log';
import type { VisibleSubject } from '../../../core/presence/attention';
import type { PresenceSubject } from '../../../core/presence/presenceMessage';
import { accountIdOf, type SessionStore } from '../../../core/stores/sessionStore';

/** Who else reads or types in a ticket or chat. */
export interface PresenceText {
  /** In a few words, such as “Kim is typing”. */
  readonly text: string;
  /** A codicon. */
  readonly icon: 'edit' | 'eye';
}

/** Knows who else has what open, while that is enabled. */
export interface PresenceSource {
  /** @param exceptTyping names those who are shown as typing already */
  of(subject: PresenceSubject, exceptTyping?: string): PresenceText | undefined;
}

/** What a panel says of itself. */
export interface PanelPresence {
  /** Called after who else has the ticket or chat open may have changed. */
  readonly redraw: () => void;
  /** Whether the person can see the ticket or chat, of the active account. */
  readonly isVisible: () => boolean;
  /** When the person last typed there, in epoch milliseconds. */
  readonly typedAt: () => number | undefined;
}

/** Who else has the ticket or chat of a panel open, for its page. */
export interface WatchedPresence extends Disposable {
  /** @param typing names those who are shown as typing already */
  view(typing?: string): { readonly presence?: string };
}

/** What rows and panels share with `ui/presence`, whichever bundle is loaded first. */
export class Presence {
  private readonly changed: Emitter<ReadonlySet<string>>;
  private readonly panels = new Map<PanelPresence, PresenceSubject>();
  /** Present while presence is enabled. */
  source: PresenceSource | undefined;

  constructor(log: Pick<Log, 'error'>) {
    this.changed = new Emitter(log);
  }

  /** Fires with the `subjectKey` of each ticket and chat at which something changed. */
  get onDidChange(): Emitter<ReadonlySet<string>>['event'] {
    return this.changed.event;
  }

  of(subject: PresenceSubject): PresenceText | undefined {
    return this.source?.of(subject);
  }

  /** For the panel of a ticket or chat, until it is disposed of. */
  watch(subject: PresenceSubject, panel: PanelPresence): WatchedPresence {
    const key = `${subject.kind}/${subject.id}`;
    const watching = this.changed.event((keys) => keys.has(key) && panel.redraw());
    const watched = toDisposable(() => {
      watching.dispose();
      this.panels.delete(panel);
    });
    this.panels.set(panel, subject);
    return {
      ...watched,
      view: (typing) => {
        const presence = this.source?.of(subject, typing)?.text;
        return presence === undefined ? {} : { presence };
      },
    };
  }

  fire(keys: ReadonlySet<string>): void {
    this.changed.fire(keys);
  }

  /** Tickets and chats that panels of this window show. */
  get visible(): readonly VisibleSubject[] {
    return [...this.panels].flatMap(([{ isVisible, typedAt }, subject]) => {
      if (!isVisible()) return [];
      const at = typedAt();
      return [at === undefined ? subject : { ...subject, typedAt: at }];
    });
  }
}

interface PresenceApp {
  readonly shared: { presence?: Presence };
  readonly log: Pick<Log, 'error'>;
}

/** The presence of the window, which several bundles share. */
export function presenceOf(app: PresenceApp): Presence {
  return (app.shared.presence ??= new Presence(app.log));
}

/**
 * For the panel of a ticket or chat of an account (`Account.id`).
 * @param typed whether there is unsaved input, and when it was last edited, in epoch milliseconds
 */
export function panelPresence(
  app: PresenceApp & { readonly session: Pick<SessionStore, 'current'> },
  { account, self }: { readonly account: string; readonly self: PresenceSubject },
  panel: { readonly visible: boolean },
  typed: { readonly isEmpty: boolean; readonly lastEditAt: number | undefined },
): (redraw: () => void) => WatchedPresence {
  const isVisible = (): boolean => panel.visible && accountIdOf(app.session.current) === account;
  const typedAt = (): number | undefined => (typed.isEmpty ? undefined : typed.lastEditAt);
  return (redraw) => presenceOf(app).watch(self, { redraw, isVisible, typedAt });
}
