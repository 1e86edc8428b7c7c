import assert from 'node:assert/strict';
import { connect } from '../../../../src/core/api/connect';
import { systemClock } from '../../../../src/core/base/clock';
import type { Credential } from '../../../../src/core/domain/account';
import { CallMeter } from '../../../../src/core/metering/callMeter';
import type { Sandbox } from '../../../../src/sandbox/sandbox';
import { type TestSandboxOptions, startTestSandbox } from '../../support/testSandbox';
import { classicAccount } from './accounts';
import { signedIn, type SignedIn } from './signedIn';

export interface RealAccount extends SignedIn {
  readonly sandbox: Sandbox;
  readonly credential: Credential;
  /** Calls as the client reported them. */
  readonly meter: CallMeter;
  end(): Promise<void>;
}

/** A window signed in to a sandbox of its own through the real client. */
export async function realAccount(options: TestSandboxOptions = {}): Promise<RealAccount> {
  const sandbox = await startTestSandbox(options);
  const [owner] = sandbox.credentials;
  assert.ok(owner);
  const credential = { account: classicAccount(owner.login), secret: owner.apiKey };
  const meter = new CallMeter(systemClock);
  const window = await signedIn(
    (wanted) =>
      connect({
        credential: wanted,
        apiUrl: sandbox.url,
        callsPerMinute: 1_000,
        timeoutMs: 5_000,
        onCall: (call) => meter.count(wanted.account.id, call),
      }),
    credential,
  );
  return {
    ...window,
    sandbox,
    credential,
    meter,
    end: async () => {
      window.dispose();
      await sandbox.dispose();
    },
  };
}
