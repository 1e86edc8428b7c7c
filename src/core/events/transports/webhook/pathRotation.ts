import type { Receiver } from '../../receiver/receiver';
import type { WebhookParts } from './webhookParts';

/** Gives each public address a secret path of its own, so that a host name reused by somebody else leads nowhere. */
export class PathRotation {
  /** Paths to retire once the webhooks registered under them have been replaced. */
  private readonly outdated = new Set<string>();

  constructor(private readonly parts: Pick<WebhookParts, 'record' | 'subscriptions'>) {}

  /** The path to register under `publicUrl`: the current one, or a new one where the address changed. */
  pathFor(receiver: Receiver, publicUrl: string): string {
    const path = receiver.path();
    const wasUsed = this.parts.record.now.urlHash !== undefined;
    if (!wasUsed || this.parts.subscriptions.isOf(publicUrl + path)) return path;
    this.outdated.add(path);
    return receiver.rotate();
  }

  retireOutdated(receiver: Receiver): void {
    for (const path of this.outdated) receiver.retire(path);
    this.outdated.clear();
  }
}
