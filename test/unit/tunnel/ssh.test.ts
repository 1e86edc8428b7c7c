import assert from 'node:assert/strict';
import { sshArgs, sshProvider, type SshTarget } from '../../../src/core/tunnel/ssh';
import type { TunnelError } from '../../../src/core/tunnel/tunnel';
import { openOptions } from './support/options';
import { PuppetStage, recorded } from './support/puppets';

const own: SshTarget = {
  kind: 'own',
  destination: 'me@tunnel.example.com',
  sshPort: 2222,
  identityFile: '/keys/id',
  remotePort: 8080,
  publicUrl: 'https://hooks.example.com',
};

const common = [
  ...['-F', 'none', '-T', '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=accept-new'],
  ...['-o', 'UserKnownHostsFile="/a b/known_hosts"', '-o', 'ExitOnForwardFailure=yes'],
  ...['-o', 'ConnectTimeout=10', '-o', 'ServerAliveInterval=15', '-o', 'ServerAliveCountMax=2'],
  ...['-o', 'ControlPath=none', '-o', 'ForwardAgent=no'],
];
const nobody = ['-o', 'PubkeyAuthentication=no', '-o', 'IdentityAgent=none'];

describe('arguments of ssh', () => {
  it('send no key and no name of the user to a service without an account', () => {
    assert.deepEqual(sshArgs('/a b/known_hosts', { kind: 'localhost.run' }, 4711), [
      ...[...common, ...nobody, '-R', '80:127.0.0.1:4711', 'nokey@localhost.run', '--', '--output', 'json'],
    ]);
    assert.deepEqual(sshArgs('/a b/known_hosts', { kind: 'pinggy' }, 4711), [
      ...[...common, ...nobody, '-p', '443', '-R0:127.0.0.1:4711', 'nokey@free.pinggy.io'],
    ]);
  });

  it('use the configured key for the user’s server, and run no command there', () => {
    assert.deepEqual(sshArgs('/a b/known_hosts', own, 4711), [
      ...[...common, '-o', 'IdentitiesOnly=yes', '-o', 'LogLevel=DEBUG1', '-p', '2222', '-i', '/keys/id'],
      ...['-N', '-R', '127.0.0.1:8080:127.0.0.1:4711', 'me@tunnel.example.com'],
    ]);
  });

  it('quote the path of the known hosts file as a single path', () => {
    const args = sshArgs('C:\\Users\\A 100%\\known_hosts', own, 1);
    assert.ok(args.includes('UserKnownHostsFile="C:/Users/A 100%%/known_hosts"'));
  });
});

describe('ssh', () => {
  let stage: PuppetStage;
  beforeEach(async () => (stage = await PuppetStage.open('ssh')));
  afterEach(() => stage.close());

  const addresses: readonly (readonly [string, SshTarget, string])[] = [
    ['localhost-run', { kind: 'localhost.run' }, 'https://9b6380c0d213bb.lhr.life'],
    ['localhost-run-json', { kind: 'localhost.run' }, 'https://9b6380c0d213bb.lhr.life'],
    ['pinggy', { kind: 'pinggy' }, 'https://rnxtd-203-0-113-7.a.free.pinggy.link'],
  ];
  for (const [name, target, url] of addresses) {
    it(`finds the address in the recording ${name}`, async () => {
      const opening = sshProvider(stage.host, target).open(4711, openOptions());
      const puppet = await stage.next();
      puppet.notify({ write: 'stdout', text: await recorded(name) });
      const tunnel = await opening;
      assert.equal(tunnel.publicUrl, url);
      await tunnel.dispose();
      await puppet.gone;
    });
  }

  it('closes when the service assigns another name', async () => {
    const opening = sshProvider(stage.host, { kind: 'localhost.run' }).open(4711, openOptions());
    const puppet = await stage.next();
    const output = await recorded('localhost-run');
    puppet.notify({ write: 'stdout', text: output });
    const tunnel = await opening;
    const closed = new Promise<{ reason: string }>((resolve) => tunnel.onDidClose(resolve));
    puppet.notify({ write: 'stdout', text: output.replaceAll('9b6380c0d213bb', '0123456789abcd') });
    assert.equal((await closed).reason, 'The public address changed.');
    await puppet.gone;
  });

  it('accepts the requested or assigned port of the user’s server', async () => {
    const options = openOptions();
    const opening = sshProvider(stage.host, own).open(4711, options);
    const asked = await stage.next();
    const success = 'debug1: remote forward success for: listen 127.0.0.1:8080, connect 127.0.0.1:4711\r\n';
    asked.notify({ write: 'stderr', text: `debug1: Offering public key: /keys/id\r\n${success}` });
    const tunnel = await opening;
    assert.equal(tunnel.publicUrl, 'https://hooks.example.com');
    assert.deepEqual(options.lines, []);
    await tunnel.dispose();

    const publicUrl = 'https://hooks.example.com:{port}';
    const second = sshProvider(stage.host, { ...own, remotePort: 0, publicUrl }).open(4711, openOptions());
    const given = await stage.next();
    given.notify({ write: 'stderr', text: 'Allocated port 40123 for remote forward to 127.0.0.1:4711\r\n' });
    const other = await second;
    assert.equal(other.publicUrl, 'https://hooks.example.com:40123');
    await other.dispose();
  });

  const failures: readonly (readonly [string, TunnelError['code'], boolean])[] = [
    ['ssh: Could not resolve hostname localhost.run: Name or service not known', 'offline', true],
    ['ssh: connect to host 127.0.0.1 port 2222: Connection refused', 'offline', true],
    ['ssh: connect to host 192.0.2.1 port 22: Connection timed out', 'offline', true],
    ['Timeout, server 127.0.0.1 not responding.', 'offline', true],
    ['Error: remote port forwarding failed for listen port 8080', 'failed', true],
    ['me@127.0.0.1: Permission denied (publickey,password).', 'refused-by-account', false],
    ['Host key verification failed.', 'policy', false],
    ['something else', 'failed', true],
  ];
  for (const [text, code, retryable] of failures) {
    it(`fails with ${code} after "${text}"`, async () => {
      const opening = sshProvider(stage.host, own).open(4711, openOptions());
      const puppet = await stage.next();
      puppet.notify({ write: 'stderr', text: `${text}\r\n`, exit: 255 });
      await assert.rejects(opening, (error: TunnelError) => {
        assert.deepEqual([error.code, error.retryable], [code, retryable]);
        return true;
      });
    });
  }

  it('rejects a server name that ssh would read as an option', async () => {
    for (const destination of ['-oProxyCommand=id', 'a b', 'a;b', 'u@-x', '', 'x@y@z']) {
      const provider = sshProvider(stage.host, { ...own, destination });
      assert.equal(((await provider.available()) as TunnelError).code, 'policy', destination);
      await assert.rejects(provider.open(4711, openOptions()), { code: 'policy' });
    }
    for (const destination of ['host', 'me@host.example.com', '[2001:db8::1]', 'a_b@10.0.0.1']) {
      assert.equal(await sshProvider(stage.host, { ...own, destination }).available(), true);
    }
  });
});
