import { pageRoot } from '../shared/dom';
import { connectToEditor, onHostMessage } from '../shared/editor';
import { FormPage } from './formPage';
import { FormView } from './formView';

const editor = connectToEditor();
const view = new FormView(pageRoot(), {
  input: (field, value) => page.input(field, value),
  submit: () => void page.submit(),
  startOver: () => page.startOver(),
  retry: () => page.retry(),
});
const page = new FormPage({
  face: view,
  post: (message) => editor.postMessage(message),
  kept: editor.getState(),
  keep: (state) => editor.setState(state),
  now: () => Date.now(),
  later: (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
});

onHostMessage((message) => page.receive(message));
for (const moment of ['blur', 'pagehide', 'beforeunload']) {
  window.addEventListener(moment, () => page.flush());
}
document.addEventListener('visibilitychange', () => page.flush());
document.addEventListener('focusout', () => page.flush());
page.start();
