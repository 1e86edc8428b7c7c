import type { RelayStorage } from '../../core/relay/relay';
import { tunnelIds, type TunnelId } from '../../core/tunnel/chooseTunnel';

interface Record {
  /** Whom a person let carry events, see `consentKey`. */
  readonly agreed: readonly string[];
  /** What a person picked where `auto` had to ask. */
  readonly picked?: TunnelId;
  /** What was last listened with. */
  readonly previous?: TunnelId;
}

const nothing: Record = { agreed: [] };

/** What a person agreed to, once for all windows of this machine. It holds no secret. */
export class Consents {
  private record = nothing;

  /** @param storage read anew each time, since any window may write */
  constructor(private readonly storage: RelayStorage) {}

  /** As it was when last looked at. */
  get hasAny(): boolean {
    return this.record.agreed.length > 0;
  }

  get picked(): TunnelId | undefined {
    return this.record.picked;
  }

  get previous(): TunnelId | undefined {
    return this.record.previous;
  }

  has(key: string): boolean {
    return this.record.agreed.includes(key);
  }

  /** @throws the system's error where it cannot be read */
  async load(): Promise<void> {
    this.record = decode(await this.storage.read());
  }

  /** @throws the system's error where it cannot be written */
  async agree(key: string, id: TunnelId): Promise<void> {
    await this.load();
    const agreed = [...this.record.agreed.filter((other) => other !== key), key];
    await this.write({ ...this.record, agreed, previous: id });
  }

  /** @throws the system's error where it cannot be written */
  async pick(id: TunnelId): Promise<void> {
    await this.load();
    await this.write({ ...this.record, picked: id });
  }

  private async write(record: Record): Promise<void> {
    this.record = record;
    await this.storage.write(record);
  }
}

/** From a file that another version may have written: what is odd was not agreed to. */
function decode(value: unknown): Record {
  if (typeof value !== 'object' || value === null) return nothing;
  const { agreed, picked, previous } = value as { readonly [K in keyof Record]?: unknown };
  const idOf = (name: unknown): TunnelId | undefined => tunnelIds.find((id) => id === name);
  const [pick, before] = [idOf(picked), idOf(previous)];
  return {
    agreed: Array.isArray(agreed) ? agreed.filter((key) => typeof key === 'string') : [],
    ...(pick && { picked: pick }),
    ...(before && { previous: before }),
  };
}
