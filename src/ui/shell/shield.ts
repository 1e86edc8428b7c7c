import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Emitter, type Event } from '../../core/base/event';
import type { OpenShield } from '../../core/shield/openShield';
import type { Shown } from '../../core/shield/shownValues';

const same = <T>(value: T): T => value;

/** Each method returns its argument. It is not thenable, so that a promise can resolve to it. */
const everything = new Proxy({} as Shown, { get: (_all, name) => (name === 'then' ? undefined : same) });

/** The privacy shield as features use it. */
export interface ShieldView {
  readonly isOn: boolean;
  /** Fires when it was switched: what is shown has to be drawn again. */
  readonly onDidChange: Event<undefined>;
  readonly shown: Shown;
}

/** Shows everything. */
export const noShield: ShieldView = {
  isOn: false,
  onDidChange: () => ({ dispose: () => undefined }),
  shown: everything,
};

export interface ShieldOptions {
  /** The setting. */
  readonly isOn: () => boolean;
  readonly onDidChangeSetting: (listener: () => void) => Disposable;
  /** Whether it was ever on: only then texts may contain masks. */
  readonly wasOn: () => boolean;
  /** Resolves before the editor asks for anything to show, because bundles load within one turn of the event loop. */
  readonly load: () => Promise<OpenShield>;
  readonly log: (thrown: unknown) => void;
}

/** Masks people while the setting is on. Its bundle loads when it is switched on for the first time. */
export class Shield implements ShieldView, Disposable {
  isOn = false;
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<undefined>());
  readonly onDidChange = this.changed.event;
  private opened: OpenShield | undefined;
  private opening: Promise<OpenShield> | undefined;

  constructor(private readonly options: ShieldOptions) {
    this.owned.add(options.onDidChangeSetting(() => this.follow()));
    this.follow();
  }

  /** @throws Error where showing would reveal people, because the shield could not be loaded */
  get shown(): Shown {
    if (!this.isOn) return everything;
    if (!this.opened) throw new Error('The privacy shield is not loaded.');
    return this.opened.shown;
  }

  /** @throws FailureError `invalid-input` if a value that is to be sent has a mask in place of a real text */
  async refuseMasks(value: unknown): Promise<void> {
    if (this.isOn || this.options.wasOn()) (await this.open()).refuseMasks(value);
  }

  /** A line of the log, or a reason that LiveChat gave for a failure. */
  logLine(text: string): string {
    if (!this.isOn) return text;
    return this.opened?.shown.logLine(text) ?? 'Hidden by the shield.';
  }

  dispose(): void {
    this.owned.dispose();
  }

  private follow(): void {
    const isOn = this.options.isOn();
    if (isOn === this.isOn) return;
    this.isOn = isOn;
    if (!isOn || this.opened) this.changed.fire(undefined);
    else
      this.open().then(
        () => this.changed.fire(undefined),
        (thrown: unknown) => this.options.log(thrown),
      );
  }

  private async open(): Promise<OpenShield> {
    this.opening ??= this.options.load();
    return (this.opened = await this.opening);
  }
}
