import { monotonicMs } from './children';
import type { ListeningHost } from './listeningHost';
import { Sender } from './load';

/** The pause after a toast in which further events are gathered: left out, so that each event gets its own toast. */
export const pauseMs = 4_000;
/** So that each event comes alone, as most do. */
const betweenMs = 5;

export interface ToastTimes {
  /** From each POST to its response, in milliseconds. */
  readonly answered: readonly number[];
  /** From each POST to the extension's call of `showInformationMessage`, in milliseconds. */
  readonly shown: readonly number[];
}

let delivered = 0;

/** Delivers chats one at a time. @param host started with `pauseMs` as its shortened timer */
export async function toastTimes(host: ListeningHost, count: number): Promise<ToastTimes> {
  const { port, path } = host.target('chat_started');
  const sender = await Sender.open(port);
  const answered: number[] = [];
  const shown: number[] = [];
  const deliver = async (body: string): Promise<number> => {
    const begun = monotonicMs();
    await sender.post(path, body);
    answered.push(monotonicMs() - begun);
    return begun;
  };
  for (let index = 0; index < count; index += 1) {
    delivered += 1;
    const id = `(${process.pid}-${delivered})`;
    const body = host.body('chat_started', id);
    const toast = host.extension.toast(`Chat started: Kim ${id}`);
    const [begun, at] = await Promise.all([deliver(body), toast]);
    shown.push(at - begun);
    await new Promise((done) => setTimeout(done, betweenMs));
  }
  sender.close();
  return { answered, shown };
}
