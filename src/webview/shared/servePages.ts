import {
  beginningIn,
  hasTaken,
  messagesIn,
  withSubject,
  withTaken,
  type FirstMessages,
} from '../../protocol/messages';

/** A page's connection to its host, and its saved state. */
export interface EditorPorts {
  readonly post: (message: unknown) => void;
  /** State from before the page was hidden or reloaded. */
  readonly kept: unknown;
  readonly keep: (state: unknown) => void;
}

/** The logic of a page. */
export interface ServedPage {
  /** Reports to the host that the page can receive messages. @param shown what it shows already */
  start(shown?: string): void;
  receive(message: unknown): void;
  scrolled(to: number): void;
}

/**
 * The pages of one panel, one after the other: a preview tab shows the next subject without loading its scripts and
 * styles again.
 * @param open creates a page, which draws nothing before its first message
 * @param scrollToTop called before the page of another subject is drawn
 * @param first shown at once, unless the page has shown it before it was unloaded
 */
export function servePages(
  ports: EditorPorts,
  open: (ports: EditorPorts) => ServedPage,
  scrollToTop: () => void,
  first?: FirstMessages,
): Omit<ServedPage, 'start'> {
  const begin = (kept: unknown) => {
    const about: { subject?: string } = {};
    const post = (message: unknown): void => ports.post(withSubject(message, about.subject));
    const keep = (state: unknown): void => ports.keep(first ? withTaken(state, first) : state);
    return { about, page: open({ ...ports, kept, post, keep }) };
  };
  let current = begin(ports.kept);
  const receive = (message: unknown): void => {
    const several = messagesIn(message);
    if (several) {
      for (const each of several) receive(each);
      return;
    }
    const beginning = beginningIn(message);
    if (beginning?.isOther === true) {
      current = begin(undefined);
      scrollToTop();
    }
    if (beginning) current.about.subject = beginning.subject;
    else current.page.receive(message);
  };
  if (first && !hasTaken(ports.kept, first)) for (const message of first.messages) receive(message);
  current.page.start(current.about.subject);
  return {
    receive,
    scrolled: (to) => current.page.scrolled(to),
  };
}
