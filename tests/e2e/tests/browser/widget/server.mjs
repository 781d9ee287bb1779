// The shop's server: believes nothing that the page says and verifies what came, with the same engine. It knows which
// question it gave this visitor, whose certificates count and which kind it wants.
import { reasonOf, verify } from '../../../../../pkg/node.mjs';

let text = '';
for await (const part of process.stdin) text += part;
const { evidence, keys, nonce, audience, type } = JSON.parse(text);
const report = await verify(evidence, { keys, nonce, audience });
const isAccepted = report.verdict === 'valid' && report.claims.vct === type;
process.stdout.write(JSON.stringify({ isAccepted, verdict: report.verdict, code: reasonOf(report) ?? null }));
