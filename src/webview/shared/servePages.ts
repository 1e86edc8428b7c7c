import { beginningIn, withSubject } from '../../protocol/messages';

/** A page's connection to its host, and its saved state. */
export interface EditorPorts {
  readonly post: (message: unknown) => void;
  /** State from before the page was hidden or reloaded. */
  readonly kept: unknown;
  readonly keep: (state: unknown) => void;
}

/** The logic of a page. */
export interface ServedPage {
  /** Reports to the host that the page can receive messages. */
  start(): void;
  receive(message: unknown): void;
  scrolled(to: number): void;
}

/**
 * The pages of one panel, one after the other: a preview tab shows the next subject without loading its scripts and
 * styles again.
 * @param open creates a page, which draws nothing before its first message
 * @param scrollToTop called before the page of another subject is drawn
 */
export function servePages(
  ports: EditorPorts,
  open: (ports: EditorPorts) => ServedPage,
  scrollToTop: () => void,
): Omit<ServedPage, 'start'> {
  const begin = (kept: unknown) => {
    const about: { subject?: string } = {};
    const post = (message: unknown): void => ports.post(withSubject(message, about.subject));
    return { about, page: open({ ...ports, kept, post }) };
  };
  let current = begin(ports.kept);
  current.page.start();
  return {
    receive: (message) => {
      const beginning = beginningIn(message);
      if (beginning?.isOther === true) {
        current = begin(undefined);
        scrollToTop();
      }
      if (beginning) current.about.subject = beginning.subject;
      else current.page.receive(message);
    },
    scrolled: (to) => current.page.scrolled(to),
  };
}
