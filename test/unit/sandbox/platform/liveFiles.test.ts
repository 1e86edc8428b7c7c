import assert from 'node:assert/strict';
import { basic, type ErrorBody } from './platformBench';
import { LiveBench } from './liveBench';

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9PnZ7mQAAAABJRU5ErkJggg==',
  'base64',
);

describe('sandbox files of live chats', () => {
  let live: LiveBench;
  beforeEach(async () => (live = await LiveBench.start()));
  afterEach(() => live.bench.sandbox.dispose());

  const upload = (name: string, bytes: Uint8Array<ArrayBuffer>, type = 'image/png', field = 'file') => {
    const body = new FormData();
    body.append(field, new File([bytes], name, { type }));
    const url = `${live.bench.sandbox.url}/v3.6/agent/action/upload_file`;
    const Authorization = basic(live.bench.credential('owner'));
    return fetch(url, { method: 'POST', body, headers: { Authorization } });
  };
  const uploaded = async (name = 'a b.png') => {
    const answer = await upload(name, new Uint8Array(pixel));
    assert.equal(answer.status, 200);
    return ((await answer.json()) as { url: string }).url;
  };
  const errorOf = async (answer: Response) => [
    answer.status,
    ((await answer.json()) as ErrorBody).error.type,
  ];

  it('serves an uploaded file, which a file event describes', async () => {
    const url = await uploaded();
    await live.send({ type: 'file', url, alternative_text: 'A pixel' });
    const { events } = (await live.get()).thread;
    const { name, content_type, size, width, height, alternative_text } = events.at(-1) as unknown as Record<
      string,
      unknown
    >;
    assert.deepEqual(
      [name, content_type, size, width, height, alternative_text],
      ['a b.png', 'image/png', pixel.byteLength, 3, 2, 'A pixel'],
    );
    const answer = await fetch(url);
    assert.equal(answer.headers.get('content-type'), 'image/png');
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), pixel);
  });

  it('forgets a file after 24 hours unless it was sent', async () => {
    const sent = await uploaded('sent.png');
    const unsent = await uploaded('unsent.png');
    await live.send({ type: 'file', url: sent });
    live.bench.clock.advance(24 * 3_600_000);
    assert.deepEqual([(await fetch(sent)).status, (await fetch(unsent)).status], [200, 404]);
    const late = { chat_id: live.chat.chatId, event: { type: 'file', url: unsent } };
    assert.equal(await live.refused('send_event', late), 'validation');
  });

  it('rejects more than 10 MB, executables, and requests without a file', async () => {
    const large = new Uint8Array(10 * 1024 * 1024 + 1);
    assert.deepEqual(await errorOf(await upload('large.bin', large)), [413, 'entity_too_large']);
    assert.equal((await upload('exact.bin', large.slice(1))).status, 200);
    assert.deepEqual(await errorOf(await upload('tool.exe', large.slice(0, 9))), [400, 'validation']);
    assert.deepEqual(await errorOf(await upload('a.png', large.slice(0, 9), 'image/png', 'upload')), [
      ...[400, 'validation'],
    ]);
    assert.equal((await live.bench.refused('agent/upload_file', { file: 'x' })).type, 'validation');
  });
});
