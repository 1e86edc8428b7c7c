import { Backoff } from './backoff';
import { Intake, type IntakeParts } from './intake';
import { NewTickets } from './newTickets';
import { Prober } from './prober';
import { Registrar } from './registrar';
import type { RelayOptions } from './relay';
import { RecordKeeper } from './relayRecord';
import { Upkeep } from './upkeep';

/** What the states work with, and none of them owns. */
export interface RelayParts {
  readonly record: RecordKeeper;
  readonly registrar: Registrar;
  readonly prober: Prober;
  readonly backoff: Backoff;
  readonly upkeep: Upkeep;
  readonly intake: Intake;
  readonly newTickets: NewTickets;
}

export function relayParts(
  options: RelayOptions,
  machine: Pick<IntakeParts, 'leads' | 'publicUrl' | 'onAccept'>,
): RelayParts {
  const { clock, log, installId, webhooks, secrets, catchUp, accept, random = Math.random } = options;
  const hide = options.hide ?? ((): void => undefined);
  const record = new RecordKeeper(options.storage);
  const registrar = new Registrar({
    clock,
    log,
    installId,
    webhooks,
    ...(options.atAccount && { atAccount: options.atAccount }),
    secrets,
    hide,
    record,
  });
  const prober = new Prober(clock);
  const intake = new Intake({ registrar, record, prober, clock, log, accept, ...machine });
  const { settings, newTickets: list } = options;
  return {
    record,
    registrar,
    prober,
    backoff: new Backoff(random),
    upkeep: new Upkeep({ clock, log, catchUp, record }),
    intake,
    newTickets: new NewTickets({ clock, log, settings, registrar, intake, ...(list && { list }) }),
  };
}
