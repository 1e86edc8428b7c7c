import { PageEnd } from '../../protocol/messages';
import { statisticsProtocol } from '../../protocol/statistics';
import { pageRoot } from '../shared/dom';
import { connectToEditor, onHostMessage } from '../shared/editor';
import { StatisticsPage } from './statisticsPage';

const { post, keep } = connectToEditor();
const page = new StatisticsPage(pageRoot(), {
  refresh: () => end.send('refresh', undefined),
  period: (id) => end.send('period', { id }),
  open: (figure) => end.send('open', { figure }),
  csv: (chart) => end.send('csv', { chart }),
});
const end = new PageEnd(statisticsProtocol, post, {
  show: (view) => {
    keep(view.saved);
    page.show(view);
  },
  failed: ({ text }) => page.fail(text),
});
onHostMessage((message) => end.receive(message));
// The editor sets another class when the theme changes.
new MutationObserver(() => page.recolor()).observe(document.body, { attributeFilter: ['class', 'style'] });
end.send('ready', undefined);
