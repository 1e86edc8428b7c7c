import { openCard } from '../card/openCard';
import { pageRoot } from '../shared/dom';
import { browserEnvironment } from '../shared/draftSync';
import { connectToEditor, embeddedMessages, onHostMessage, onScrolled } from '../shared/editor';
import { servePages, type EditorPorts, type ServedPage } from '../shared/servePages';
import { DetailPage } from './detailPage';
import { DetailView, type DetailEvents } from './detailView';

function openPage(ports: EditorPorts): ServedPage {
  const card = openCard(ports);
  const events: DetailEvents = {
    input: (field, value) => page.input(field, value),
    submit: (part) => void page.submit(part),
    sendLater: () => void page.submit('reply', 'later'),
    takeBack: () => page.act('takeBack'),
    discard: (part) => page.discard(part),
    refresh: () => page.refresh(),
    act: (command) => page.act(command),
    reveal: () => page.reveal(),
    resolve: (choice) => page.resolve(choice),
    copy: () => void page.copy(),
    openTicket: (id) => page.openTicket(id),
    openAddress: (url) => void page.openAddress(url),
  };
  const view = new DetailView(pageRoot(), events, card.element);
  const page = new DetailPage({ face: view, ...ports, ...browserEnvironment() });
  return card.beside(page);
}

const pages = servePages(connectToEditor(), openPage, () => window.scrollTo(0, 0), embeddedMessages());
onHostMessage((message) => pages.receive(message));
onScrolled((to) => pages.scrolled(to));
