import { nkeys } from '@nats-io/nats-core';

type KeyPair = ReturnType<typeof nkeys.createUser>;

/** An account of a server whose users have credentials files, as `nsc` of NATS makes them. */
export class NatsAccount {
  private readonly operator = nkeys.createOperator();
  private readonly account = nkeys.createAccount();
  /** JetStream needs one of the server's own. */
  private readonly system = nkeys.createAccount();

  /** For the configuration of the server. */
  get config(): string {
    const unlimited = { subs: -1, data: -1, payload: -1, imports: -1, exports: -1, conn: -1, leaf: -1 };
    const jetstream = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };
    const entry = (account: KeyPair, limits: object): string => {
      const id = account.getPublicKey();
      return `${id}: ${token(this.operator, id, 'account', { limits: { ...unlimited, ...limits, wildcards: true } })}`;
    };
    return [
      `operator: ${token(this.operator, this.operator.getPublicKey(), 'operator', {})}`,
      `system_account: ${this.system.getPublicKey()}`,
      'resolver: MEMORY',
      `resolver_preload: {\n${entry(this.system, {})}\n${entry(this.account, jetstream)}\n}`,
    ].join('\n');
  }

  /**
   * The text of a credentials file.
   * @param permissions such as `{ pub: { allow: [...] } }`
   * @param expires in seconds since the epoch
   */
  credentials(permissions: object = {}, expires?: number): string {
    const user = nkeys.createUser();
    const claims = { subs: -1, data: -1, payload: -1, ...permissions };
    const jwt = token(this.account, user.getPublicKey(), 'user', claims, expires);
    return [
      ...['-----BEGIN NATS USER JWT-----', jwt, '------END NATS USER JWT------', ''],
      '-----BEGIN USER NKEY SEED-----',
      new TextDecoder().decode(user.getSeed()),
      ...['------END USER NKEY SEED------', ''],
    ].join('\n');
  }
}

function token(issuer: KeyPair, subject: string, type: string, claims: object, expires?: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const issued = Math.floor(Date.now() / 1_000);
  const content = {
    ...{ jti: crypto.randomUUID(), iat: issued, iss: issuer.getPublicKey(), name: type, sub: subject },
    ...(expires !== undefined && { exp: expires }),
    nats: { ...claims, type, version: 2 },
  };
  const signed = `${part({ typ: 'JWT', alg: 'ed25519-nkey' })}.${part(content)}`;
  const signature = Buffer.from(issuer.sign(new TextEncoder().encode(signed))).toString('base64url');
  return `${signed}.${signature}`;
}
