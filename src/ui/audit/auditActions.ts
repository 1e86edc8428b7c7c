import type { Clock } from '../../core/base/clock';
import type { Log } from '../../core/base/log';
import type { Database } from '../../core/storage/database';
import { AuditLog, AuditRows } from '../../core/stores/auditLog';
import { auditText } from './auditText';

/** How changes are recorded and shown. A bundle that loads on first use. */
export const auditActions = { auditText, openAuditLog } as const;

/** @param open opens the database on first use */
function openAuditLog(open: () => Promise<Database>, clock: Clock, log: Log): AuditLog {
  return new AuditLog(new AuditRows(open), clock, log);
}
