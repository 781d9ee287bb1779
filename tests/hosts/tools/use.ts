// How a program with types uses the package; compiled, never run.
import { CertfillError, fetchStatusList, inspect, ready, reasonOf, verify, verifyMany, words } from 'certfill';
import type { CheckResult, Code, Json, JsonObject, Report, TrustListResult, VerifyOptions } from 'certfill';
import * as node from 'certfill/node';
import * as inline from 'certfill/inline';

const options: VerifyOptions = {
  at: new Date(),
  keys: [{ kty: 'OKP', crv: 'Ed25519', x: '' }, '-----BEGIN PUBLIC KEY-----'],
  trustList: '',
  trustRoots: { keys: [] },
  status: new Uint8Array(),
  nonce: 'n',
  audience: 'origin:https://shop.example',
  fetchStatus: (address, { signal }) => fetchStatusList(address, { signal }),
};

// @ts-expect-error a misspelt option
const misspelt: VerifyOptions = { nonse: 'n' };
// @ts-expect-error no such code
const wrong: Code = 'expird';

function remember(list: TrustListResult | undefined): number | Code | undefined {
  return list === undefined ? undefined : list.code === undefined ? list.sequence : list.code;
}

function nameIn(claims: JsonObject | undefined): string | undefined {
  const name: Json | undefined = claims?.['name'];
  return typeof name === 'string' ? name : undefined;
}

export async function all(file: File): Promise<string> {
  await ready({ wasm: new URL('certfill/wasm', 'https://shop.example') });
  const report: Report = await verify(file, options);
  const failed: readonly CheckResult[] = report.checks.filter(check => check.outcome === 'failed');
  const many: Report[] = await verifyMany(['a', new Uint8Array()], {
    keys: [],
    onProgress: ({ done, total }) => console.log(done / total),
    signal: AbortSignal.timeout(1000),
  });
  const seen = await inspect(file);
  const parts = seen.code === undefined ? seen.unverifiedParts.map(([name]) => name) : [seen.code];
  const reason = reasonOf(report);
  const { cause, remedy } = words(reason ?? 'anything', 'zh-CN');
  return [cause, remedy, nameIn(report.claims), remember(report.trustList), failed.length, many.length, ...parts].join();
}

export function said(error: unknown): string {
  if (!(error instanceof CertfillError)) return String(error);
  const name: 'CertfillError' = error.name;
  return error.code === 'webassembly-not-allowed' ? error.words.zh.remedy : `${name} ${error.detail ?? ''}`;
}

export const same: [typeof verify, typeof verify] = [node.verify, inline.verify];
