import type { EventView } from '../../../../src/protocol/conversation';
import type { DetailPart, DetailState, SavedDetail } from '../../../../src/protocol/detail';
import type { FieldNote, FormValues } from '../../../../src/protocol/form';
import type { DelayedReply } from '../../../../src/protocol/delayedReply';
import { DetailPage, type DetailRenderer } from '../../../../src/webview/detail/detailPage';
import { FakePorts } from '../../webview/support/fakePorts';
import type { fakePageStorage } from '../../webview/support/fakePageStorage';

/** Records what the page logic requested of the drawn page. */
class FakeFace implements DetailRenderer {
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
  delayed: string | undefined;

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
  setDelayed(delayed: DelayedReply | undefined, seconds: number): void {
    this.delayed = delayed && `${delayed.text} ${seconds}`;
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
  returnTo(part: DetailPart, faulty: readonly string[]): void {
    this.focused = [part, faulty];
  }
  announce(text: string): void {
    this.said = text;
  }
  insert(text: string): void {
    this.said = `inserted ${text}`;
  }

  enter(text: string): void {
    this.said = `entered ${text}`;
  }
}

/** A started page with a fake port, a fake drawn page and a fake clock. */
export function openPage(keptBefore?: unknown, pageStorage?: ReturnType<typeof fakePageStorage>) {
  const face = new FakeFace();
  const ports = new FakePorts<SavedDetail>(keptBefore, pageStorage);
  const page = new DetailPage({ face, ...ports.surroundings });
  page.start();
  return {
    page,
    face,
    posted: ports.posted,
    all: (name: string) => ports.all(name),
    get kept() {
      return ports.keeps;
    },
    notify: (name: string, payload: unknown) => page.receive({ kind: 'notification', name, payload }),
    answer: (name: string, payload: unknown) => ports.answer(page, name, { payload }),
    fail: (name: string, fault: string) => ports.answer(page, name, { fault }),
    pass: (ms: number) => ports.pass(ms),
  };
}
