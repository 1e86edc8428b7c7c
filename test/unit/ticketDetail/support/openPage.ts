import type { EventView } from '../../../../src/protocol/conversation';
import type { DetailPart, DetailState, KeptDetail } from '../../../../src/protocol/detail';
import type { FieldNote, FormValues } from '../../../../src/protocol/form';
import { DetailPage, type DetailFace } from '../../../../src/webview/detail/detailPage';
import { fakeShelf } from '../../webview/support/fakeShelf';

interface Posted {
  readonly kind: string;
  readonly name: string;
  readonly id?: number;
  readonly payload: unknown;
}

/** Remembers what the logic last asked of the drawn page. */
class FakeFace implements DetailFace {
  drawn: FormValues = {};
  events: readonly EventView[] = [];
  scroll: number | undefined;
  busy: DetailPart | 'load' | undefined;
  waiting = false;
  problems: readonly FieldNote[] = [];
  failure: { part: DetailPart; text: string } | undefined;
  pending: Partial<Record<DetailPart, boolean>> = {};
  isPrivate = false;
  focused: readonly [DetailPart, readonly string[]] | undefined;
  said: string | undefined;

  restored: readonly DetailPart[] = [];

  draw({ form }: DetailState, values: FormValues): void {
    this.restored = form?.restored ?? [];
    this.drawn = values;
  }
  conversation(events: readonly EventView[], scroll: number | undefined): void {
    this.events = events;
    this.scroll = scroll;
  }
  setBusy(busy: DetailPart | 'load' | undefined): void {
    this.busy = busy;
  }
  setWaiting(waiting: boolean): void {
    this.waiting = waiting;
  }
  setProblems(problems: readonly FieldNote[], failure: { part: DetailPart; text: string } | undefined): void {
    this.problems = problems;
    this.failure = failure;
  }
  clearProblem(field: string): void {
    this.problems = this.problems.filter((problem) => problem.field !== field);
  }
  setPending(part: DetailPart, pending: boolean): void {
    this.pending = { ...this.pending, [part]: pending };
  }
  setPrivate(isPrivate: boolean): void {
    this.isPrivate = isPrivate;
  }
  focus(part: DetailPart, faulty: readonly string[]): void {
    this.focused = [part, faulty];
  }
  announce(text: string): void {
    this.said = text;
  }
}

/** A started page with a port, a face and a clock that do nothing by themselves. */
export function openPage(keptBefore?: unknown, shelf = fakeShelf()) {
  const posted: Posted[] = [];
  const face = new FakeFace();
  let kept: KeptDetail | undefined;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  let now = 0;
  const page = new DetailPage({
    face,
    kept: keptBefore,
    shelf,
    post: (message) => posted.push(structuredClone(message) as Posted),
    keep: (state) => (kept = state),
    now: () => now,
    later: (run, ms) => {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => (timers = timers.filter((other) => other !== timer));
    },
  });
  page.start();
  const all = (name: string): Posted[] => posted.filter((message) => message.name === name);
  return {
    page,
    face,
    all,
    get kept() {
      return kept;
    },
    notify: (name: string, payload: unknown) => page.receive({ kind: 'notification', name, payload }),
    answer: async (name: string, payload: unknown) => {
      page.receive({ kind: 'answer', name, id: all(name).at(-1)?.id, payload });
      await new Promise(setImmediate);
    },
    fail: async (name: string, fault: string) => {
      page.receive({ kind: 'answer', name, id: all(name).at(-1)?.id, fault });
      await new Promise(setImmediate);
    },
    pass: (ms: number) => {
      now += ms;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter((timer) => !due.includes(timer));
      for (const { run } of due) run();
    },
  };
}
