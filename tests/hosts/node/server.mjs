import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import express from 'express';
import { reasonOf, verify } from 'certfill/node';

const { audience, keys, port } = JSON.parse(readFileSync('settings.json', 'utf8'));
const nonces = new Set();
const app = express();

app.get('/nonce', (request, response) => {
  const nonce = randomUUID();
  nonces.add(nonce);
  response.json({ nonce });
});

// Whatever the page says about its own check is not asked for: the evidence is judged again.
app.post('/members', express.json({ limit: '2mb' }), async (request, response) => {
  const { evidence, nonce } = request.body;
  if (!nonces.delete(nonce)) return response.status(409).json({ code: 'nonce-unknown' });
  const report = await verify(String(evidence), { keys, nonce, audience });
  if (report.verdict !== 'valid') return response.status(422).json({ code: reasonOf(report) });
  return response.json({ member: report.claims.name });
});

app.listen(port, '127.0.0.1', () => console.log('ready'));
