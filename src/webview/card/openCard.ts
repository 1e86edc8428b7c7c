import { browserEnvironment } from '../shared/draftSync';
import type { EditorPorts, ServedPage } from '../shared/servePages';
import { CardPage } from './cardPage';
import { CardView } from './cardView';

export interface OpenedCard {
  readonly element: HTMLElement;
  /** A page that shares its messages with the card. */
  beside(page: ServedPage): ServedPage;
}

/** @param reveal shows and focuses an event of the page's conversation */
export function openCard(ports: EditorPorts, reveal: (key: string) => void = () => undefined): OpenedCard {
  const face = new CardView({
    open: (entry) => card.open(entry),
    search: () => card.search(),
    cancel: () => card.cancel(),
    reveal: () => card.reveal(),
    input: (text) => card.input(text),
  });
  const card = new CardPage({ face, reveal, ...ports, ...browserEnvironment() });
  return {
    element: face.element,
    beside: (page) => ({
      start: (shown) => page.start(shown),
      receive: (message) => {
        page.receive(message);
        card.receive(message);
      },
      scrolled: (to) => page.scrolled(to),
    }),
  };
}
