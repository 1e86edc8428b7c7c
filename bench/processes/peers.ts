// Servers that parse a delivery and answer 200 without storing it: the receiver is compared with these.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endWithParent, notify, reportCpu } from '../support/children';

async function bare(): Promise<number> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      JSON.parse(Buffer.concat(chunks).toString('utf8'));
      response.writeHead(200, { 'Content-Length': 0 });
      response.end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

async function withFastify(): Promise<number> {
  const { fastify } = await import('fastify');
  const app = fastify();
  app.post('/hook', (_request, reply) => reply.code(200).send());
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as AddressInfo).port;
}

async function withExpress(): Promise<number> {
  const { default: express } = await import('express');
  const app = express();
  app.use(express.json());
  app.post('/hook', (_request, response) => {
    response.status(200).end();
  });
  return await new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

const kinds: Readonly<Record<string, () => Promise<number>>> = {
  bare,
  fastify: withFastify,
  express: withExpress,
};

const start = kinds[process.argv[2] ?? ''];
if (!start) throw new Error(`The server must be one of ${Object.keys(kinds).join(', ')}.`);
endWithParent();
reportCpu();
notify({ port: await start(), path: '/hook' });
