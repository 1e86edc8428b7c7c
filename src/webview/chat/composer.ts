import type { ComposerView, PastedFile } from '../../protocol/liveChat';
import type { DelayedReply } from '../../protocol/delayedReply';
import { make, replaceText, setInert, setText } from '../shared/dom';
import { DelayBar } from '../shared/delayBar';

export interface ComposerEvents {
  input(field: 'message' | 'private', value: string | boolean): void;
  submit(): void;
  /** Asks when the message is sent. */
  sendLater(): void;
  /** Takes back a message that waits. */
  endDelay(): void;
  pickFile(): void;
  /** A file was pasted or dropped. */
  paste(file: PastedFile): Promise<void>;
  /** Files of the editor were dropped. */
  drop(uris: readonly string[]): Promise<void>;
}

/** What the editor's Explorer and its tabs are dragged as: URIs, one a line. */
const editorUris = 'application/vnd.code.uri-list';

/** From this share of the limit on, the length is shown. */
const shownFrom = 0.9;

/** The input for a message: text, a switch for private notes, and buttons. */
export class Composer {
  readonly element: HTMLFormElement;
  private readonly restored = make('p', { className: 'note', attributes: { hidden: '' } });
  private readonly label = make('label', { attributes: { for: 'message' } });
  private readonly text = make('textarea', {
    id: 'message',
    attributes: {
      name: 'message',
      rows: '3',
      dir: 'auto',
      'aria-describedby': 'composer-help composer-size',
    },
  });
  private readonly isPrivate = make('input', {
    id: 'private',
    attributes: { name: 'private', type: 'checkbox', 'aria-describedby': 'private-help' },
  });
  private readonly privateLabel = make('label', { attributes: { for: 'private' } });
  private readonly privateHelp = make('span', { id: 'private-help', className: 'dim' });
  private readonly send = make('button', { className: 'primary', attributes: { type: 'submit' } });
  private readonly later = make('button', { className: 'secondary', attributes: { type: 'button' } });
  private readonly delay: DelayBar;
  private readonly actions = make('div', { className: 'actions' });
  private readonly attach = make('button', { className: 'secondary', attributes: { type: 'button' } });
  private readonly help = make('span', { id: 'composer-help', className: 'dim' });
  private readonly size = make('span', { id: 'composer-size', className: 'size dim' });
  private readonly alert = make('div', { className: 'alert', attributes: { role: 'alert' } });
  private view: ComposerView | undefined;

  constructor(private readonly events: ComposerEvents) {
    const check = make('div', {
      className: 'check',
      children: [this.isPrivate, this.privateLabel, this.privateHelp],
    });
    this.delay = new DelayBar(() => events.endDelay());
    this.actions.append(this.send, this.later, this.attach, this.help, this.size);
    this.element = make('form', {
      className: 'reply composer',
      attributes: { novalidate: '' },
      children: [
        ...[this.restored, this.label, this.text, check, this.alert, this.delay.element, this.actions],
      ],
    });
    this.text.addEventListener('input', () => {
      this.measure();
      events.input('message', this.text.value);
    });
    this.isPrivate.addEventListener('change', () => {
      this.showPrivate();
      events.input('private', this.isPrivate.checked);
    });
    this.attach.addEventListener('click', () => events.pickFile());
    this.later.addEventListener('click', () => events.sendLater());
    this.text.addEventListener('paste', (event) => this.take(event, event.clipboardData));
    this.element.addEventListener('dragover', (event) => {
      const { types = [] } = event.dataTransfer ?? {};
      if (types.includes('Files') || types.includes(editorUris)) event.preventDefault();
    });
    this.element.addEventListener('drop', (event) => this.take(event, event.dataTransfer));
    this.text.addEventListener('keydown', (event) => this.keyDown(event));
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      events.submit();
    });
  }

  draw(view: ComposerView, { message, isPrivate }: { message: string; isPrivate: boolean }): void {
    this.view = view;
    const { labels } = view;
    this.element.setAttribute('aria-label', labels.title);
    setText(this.label, labels.message);
    setText(this.privateLabel, labels.private);
    setText(this.later, labels.sendLater);
    setText(this.attach, labels.attach);
    this.attach.title = labels.attachHelp;
    setText(this.help, labels.keyHelp);
    setText(this.restored, labels.restored);
    this.restored.hidden = !view.isRestored || message === '';
    replaceText(this.text, message);
    this.isPrivate.checked = view.isPrivateOnly || isPrivate;
    this.isPrivate.disabled = view.isPrivateOnly || view.delayed !== undefined;
    this.showPrivate();
    this.measure();
  }

  setProblem(text: string | undefined): void {
    if ((this.alert.textContent || undefined) === text) return;
    this.alert.replaceChildren(...(text === undefined ? [] : [make('p', { text })]));
  }

  setDelayed(delayed: DelayedReply | undefined, seconds: number): void {
    this.text.readOnly = this.actions.hidden = delayed !== undefined;
    this.isPrivate.disabled = delayed !== undefined || this.view?.isPrivateOnly === true;
    this.delay.draw(delayed, seconds);
  }

  setInert(isInert: boolean): void {
    setInert(this.element, isInert);
  }

  focus(): void {
    this.text.focus();
  }

  private keyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing || event.shiftKey || event.altKey) return;
    const hasModifier = event.ctrlKey || event.metaKey;
    if (!hasModifier && this.view?.sendsOn !== 'enter') return;
    event.preventDefault();
    this.events.submit();
  }

  /** Text is left to the browser. */
  private take(event: Event, content: DataTransfer | null): void {
    const files = [...(content?.files ?? [])];
    const uris = (content?.getData(editorUris) ?? '').split(/[\r\n]+/).filter((uri) => uri !== '');
    if ((files.length === 0 && uris.length === 0) || this.view?.resumes) return;
    event.preventDefault();
    void (files.length > 0 ? this.sendAll(files) : this.events.drop(uris));
  }

  /** One after the other, because the person is asked about each. */
  private async sendAll(files: readonly File[]): Promise<void> {
    const { view } = this;
    for (const file of files) {
      const { name, type, size } = file;
      const data = view && size <= view.maxFileBytes ? await base64Of(file) : undefined;
      await this.events.paste({ name, type, size, ...(data !== undefined && { data }) });
    }
  }

  private showPrivate(): void {
    const { view } = this;
    if (!view) return;
    const { labels } = view;
    const isPrivate = this.isPrivate.checked;
    this.attach.hidden = this.later.hidden = view.resumes === true;
    const [toCustomer, toAgents] = view.resumes
      ? [labels.resumeAndSend, labels.resume]
      : [labels.send, labels.sendPrivate];
    setText(this.send, isPrivate ? toAgents : toCustomer);
    setText(this.privateHelp, isPrivate ? labels.privateHelp : '');
    this.text.placeholder = isPrivate ? labels.placeholderPrivate : labels.placeholder;
    this.element.classList.toggle('private', isPrivate);
  }

  /** Counting bytes is only worthwhile near the limit: a UTF-16 unit has at most three. */
  private measure(): void {
    const { view, text } = this;
    if (!view) return;
    const { maxBytes, labels } = view;
    const near = maxBytes * shownFrom;
    const used = text.value.length * 3 < near ? 0 : byteLength(text.value);
    const isLong = used > maxBytes;
    const template = isLong ? labels.tooLong : used >= near ? labels.bytes : '';
    // Formatting takes longer than all else here.
    const format = (bytes: number): string =>
      new Intl.NumberFormat(document.documentElement.lang).format(bytes);
    const replaced = (part: string): string => format(part === '{0}' ? used : maxBytes);
    setText(this.size, template.replace(/\{[01]\}/g, replaced));
    this.size.classList.toggle('over', isLong);
    if (isLong) text.setAttribute('aria-invalid', 'true');
    else text.removeAttribute('aria-invalid');
    this.send.disabled = isLong;
  }
}

/** `undefined` if the file cannot be read. */
function base64Of(file: File): Promise<string | undefined> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener('loadend', () => {
      const { result } = reader;
      // `data:<type>;base64,<data>`
      resolve(typeof result === 'string' ? result.slice(result.indexOf(',') + 1) : undefined);
    });
    reader.readAsDataURL(file);
  });
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
