// Servers that parse a delivery and answer 200: the receiver is compared with these. Only the last one stores it.
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
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

/**
 * Express with the least code that stores each event once before it is acknowledged, as durably as the extension does.
 * Its folder is in that of the measurement, which is deleted.
 */
async function withExpressAndSqlite(): Promise<number> {
  const database = new DatabaseSync(path.join(mkdtempSync(path.join(tmpdir(), 'bench-peer-')), 'events.db'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec('CREATE TABLE events (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL)');
  const insert = database.prepare('INSERT OR IGNORE INTO events (id, body) VALUES (?, ?)');
  const { default: express } = await import('express');
  const app = express();
  app.use(express.json());
  app.post('/hook', (request, response) => {
    const body = request.body as { readonly event_unique_id: string };
    insert.run(body.event_unique_id, JSON.stringify(body));
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
  expressAndSqlite: withExpressAndSqlite,
};

const start = kinds[process.argv[2] ?? ''];
if (!start) throw new Error(`The server must be one of ${Object.keys(kinds).join(', ')}.`);
endWithParent();
reportCpu();
notify({ port: await start(), path: '/hook' });
