import { bulkProtocol, type BulkModel, type BulkProtocol } from '../../protocol/bulk';
import { PageEnd } from '../../protocol/messages';
import type { EditorPorts } from '../shared/servePages';

/** What the user does on the page. */
export type PageAction =
  | { readonly kind: 'confirm' | 'edit' | 'pause' | 'resume' | 'cancel' | 'undo' | 'review' | 'leaveReview' }
  | { readonly kind: 'include'; readonly position: number; readonly isIncluded: boolean }
  | { readonly kind: 'write'; readonly position: number; readonly text: string }
  | { readonly kind: 'open'; readonly position: number }
  /** Answers the reviewed message, and shows the next one. */
  | { readonly kind: 'accept' | 'skip'; readonly position: number };

/** The view, as the page logic uses it. */
export interface BulkRenderer {
  /** @param isNew whether another run or stage is shown than before */
  draw(model: BulkModel, isNew: boolean): void;
  /** Shows one message with its choices, in place of the table. */
  review(model: BulkModel, position: number): void;
}

export interface BulkEnvironment extends EditorPorts {
  readonly view: BulkRenderer;
}

/** Logic of the page of a run, without DOM access. */
export class BulkPage {
  private readonly end: PageEnd<BulkProtocol>;
  private model: BulkModel | undefined;
  /** The row whose message is reviewed. */
  private reviewed: number | undefined;

  constructor(private readonly around: BulkEnvironment) {
    this.end = new PageEnd(bulkProtocol, around.post, {
      show: (model) => this.show(model),
      progress: (progress) => this.progress(progress),
    });
  }

  start(): void {
    this.end.send('ready', {});
  }

  receive(message: unknown): void {
    this.end.receive(message);
  }

  act(action: PageAction): void {
    const { model } = this;
    if (!model) return;
    switch (action.kind) {
      case 'confirm':
        this.end.send('confirm', { revision: model.revision });
        break;
      case 'edit':
        this.end.send('back', {});
        break;
      case 'pause':
      case 'resume':
      case 'cancel':
      case 'undo':
        this.end.send(action.kind, {});
        break;
      case 'include':
        this.end.send('include', { position: action.position, isIncluded: action.isIncluded });
        break;
      case 'write':
        this.end.send('edit', { position: action.position, text: action.text });
        break;
      case 'open':
        this.end.send('open', { position: action.position });
        break;
      case 'review':
        this.begin(model);
        break;
      case 'accept':
      case 'skip':
        this.end.send('include', { position: action.position, isIncluded: action.kind === 'accept' });
        this.reviewAfter(model, action.position);
        break;
      case 'leaveReview':
        this.reviewed = undefined;
        this.around.view.draw(model, true);
    }
  }

  private show(model: BulkModel): void {
    const isNew = this.model?.key !== model.key || this.model.stage !== model.stage;
    if (isNew) this.reviewed = undefined;
    this.model = model;
    this.around.keep({ key: model.key });
    if (this.reviewed === undefined) this.around.view.draw(model, isNew);
  }

  private progress({ rows, ...changed }: Omit<BulkModel, 'key' | 'title' | 'labels'>): void {
    const { model } = this;
    if (!model) return;
    const byPosition = new Map(rows.map((row) => [row.position, row]));
    const merged = model.rows.map((row) => byPosition.get(row.position) ?? row);
    this.show({ ...model, ...changed, rows: merged });
  }

  /** Nothing is sent of a message that was not reviewed. */
  private begin(model: BulkModel): void {
    const rows = model.rows.filter(({ message, isIncluded }) => message && isIncluded !== undefined);
    for (const { position, isIncluded } of rows) {
      if (isIncluded) this.end.send('include', { position, isIncluded: false });
    }
    this.reviewAfter(model, -1);
  }

  private reviewAfter(model: BulkModel, position: number): void {
    const next = model.rows.find(
      (row) => row.position > position && row.message && row.isIncluded !== undefined,
    );
    this.reviewed = next?.position;
    if (next) this.around.view.review(model, next.position);
    else this.around.view.draw(model, true);
  }
}
