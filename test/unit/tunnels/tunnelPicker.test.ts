import assert from 'node:assert/strict';
import { tunnelIds, type TunnelId } from '../../../src/core/tunnel/chooseTunnel';
import { TunnelError, type TunnelErrorCode, type TunnelProvider } from '../../../src/core/tunnel/tunnel';
import { Consents } from '../../../src/ui/tunnels/consents';
import { TunnelPicker, type Providers } from '../../../src/ui/tunnels/tunnelPicker';
import { MemoryStorage } from '../listening/support/memoryStorage';

const operators: Readonly<Record<string, string>> = {
  codespaces: 'GitHub',
  devtunnel: 'Microsoft',
  cloudflared: 'Cloudflare',
  ssh: 'localhost.run',
  ngrok: 'ngrok',
};

describe('TunnelPicker', () => {
  let storage: MemoryStorage;
  let missing: Partial<Record<TunnelId, TunnelErrorCode>>;
  let wanted: TunnelId | 'auto';
  let publicUrl: string;
  let local: 'always' | 'by-default' | 'no';
  let signedIn: boolean;
  let needed: boolean;
  let asked: string[];
  let answers: { which?: TunnelId; consent: boolean; signIn: boolean };
  let picker: TunnelPicker;

  beforeEach(() => {
    storage = new MemoryStorage();
    missing = {
      codespaces: 'not-installed',
      ngrok: 'not-installed',
      manual: 'policy',
      localtunnel: 'policy',
    };
    wanted = 'auto';
    publicUrl = '';
    local = 'no';
    signedIn = false;
    needed = true;
    asked = [];
    answers = { consent: true, signIn: true };
    picker = window();
  });

  const providerOf = (id: string): TunnelProvider => ({
    id: id === 'loopback' ? 'manual' : id,
    operator: operators[id] ?? '',
    anonymousService: id === 'cloudflared' || id === 'ssh',
    available: () => {
      const code = missing[id as TunnelId];
      return Promise.resolve(code ? new TunnelError(code, 'missing', false) : true);
    },
    open: () => Promise.reject(new Error('not checked automatically')),
  });

  /** Another window of the same machine. */
  const window = (): TunnelPicker =>
    new TunnelPicker({
      settings: { tunnel: () => wanted, publicUrl: () => publicUrl },
      isNeeded: () => needed,
      isLocal: () => local,
      providers: () =>
        Promise.resolve(
          Object.fromEntries([...tunnelIds, 'loopback'].map((id) => [id, providerOf(id)])) as Providers,
        ),
      isSignedIn: () => Promise.resolve(signedIn),
      consents: new Consents(storage),
      ask: {
        which: (among) => {
          asked.push(`which of ${among.join(' ')}`);
          return Promise.resolve(answers.which);
        },
        consent: ({ provider, host }) => {
          asked.push(`consent to ${host ?? provider.operator}`);
          return Promise.resolve(answers.consent);
        },
        signIn: () => {
          asked.push('sign in');
          return Promise.resolve(answers.signIn);
        },
      },
    });

  const chosen = async (by = picker): Promise<string> => {
    const choice = await by.choose();
    return choice.kind === 'provider' ? choice.provider.id : `${choice.code} ${choice.provider ?? ''}`.trim();
  };

  it('uses no tunnel before consent, and asks once for all windows', async () => {
    wanted = 'cloudflared';
    assert.equal(await chosen(), 'needs-consent cloudflared');
    assert.deepEqual(asked, []);
    assert.equal(await picker.prepare(), 'ready');
    assert.deepEqual(asked, ['consent to Cloudflare']);
    assert.equal(await chosen(window()), 'cloudflared');
    assert.equal(await window().prepare(), 'ready');
    assert.equal(asked.length, 1);
  });

  it('asks again when the provider changes', async () => {
    wanted = 'cloudflared';
    await picker.prepare();
    wanted = 'ssh';
    assert.equal(await chosen(), 'needs-consent ssh');
    await picker.prepare();
    assert.deepEqual(asked, ['consent to Cloudflare', 'consent to localhost.run']);
  });

  it('uses no tunnel without consent', async () => {
    wanted = 'cloudflared';
    answers.consent = false;
    assert.equal(await picker.prepare(), 'cancelled');
    assert.equal(await chosen(), 'needs-consent cloudflared');
  });

  it('asks to sign in after the consent, unless already signed in', async () => {
    wanted = 'devtunnel';
    answers.signIn = false;
    assert.equal(await picker.prepare(), 'cancelled');
    assert.deepEqual(asked, ['consent to Microsoft', 'sign in']);
    signedIn = true;
    assert.equal(await picker.prepare(), 'ready');
    assert.equal(asked.length, 2);
  });

  it('asks for each of the user’s own hosts, but not for this machine', async () => {
    missing = {};
    wanted = 'manual';
    publicUrl = 'https://hooks.example.com/x';
    await picker.prepare();
    publicUrl = 'https://other.example.com';
    assert.equal(await chosen(), 'needs-consent manual');
    await picker.prepare();
    publicUrl = 'http://127.0.0.1:8080';
    await picker.prepare();
    assert.equal(await chosen(), 'manual');
    assert.deepEqual(asked, ['consent to hooks.example.com', 'consent to other.example.com']);
  });

  it('asks nothing when the account needs no public address', async () => {
    wanted = 'cloudflared';
    needed = false;
    assert.equal(await picker.prepare(), 'ready');
    assert.deepEqual(asked, []);
  });

  it('uses no tunnel for an account on this machine, unless the settings name one', async () => {
    local = 'by-default';
    assert.equal(await picker.prepare(), 'ready');
    assert.equal(await chosen(), 'manual');
    wanted = 'cloudflared';
    assert.equal(await chosen(), 'needs-consent cloudflared');
    local = 'always';
    assert.equal(await chosen(), 'manual');
    assert.deepEqual(asked, []);
  });

  it('by default uses Dev Tunnels with a GitHub session, else cloudflared', async () => {
    await picker.prepare();
    assert.equal(await chosen(), 'cloudflared');
    storage.value = undefined;
    signedIn = true;
    await picker.prepare();
    assert.equal(await chosen(), 'devtunnel');
  });

  it('by default asks when neither is available, and remembers the answer', async () => {
    missing.cloudflared = 'not-installed';
    assert.equal(await chosen(), 'needs-consent');
    assert.equal(await picker.prepare(), 'cancelled');
    answers.which = 'ssh';
    assert.equal(await picker.prepare(), 'ready');
    assert.deepEqual(asked.slice(1), ['which of devtunnel ssh', 'consent to localhost.run']);
    delete missing.cloudflared;
    assert.equal(await chosen(window()), 'ssh');
  });

  it('never falls back to an anonymous service after using another tunnel', async () => {
    signedIn = true;
    await picker.prepare();
    signedIn = false;
    assert.equal(await chosen(), 'needs-consent');
  });

  it('says why the configured tunnel cannot be used', async () => {
    wanted = 'ngrok';
    assert.equal(await chosen(), 'not-installed ngrok');
    assert.deepEqual(await picker.prepare(), { code: 'not-installed', provider: 'ngrok' });
  });

  it('treats a malformed stored value as no consent', async () => {
    wanted = 'cloudflared';
    for (const value of ['yes', { agreed: 'cloudflared:Cloudflare' }, { agreed: [7], picked: 'x' }]) {
      storage.value = value;
      assert.equal(await chosen(), 'needs-consent cloudflared');
    }
  });
});
