// `verifyMany`: bulk work off the main thread, with progress and an end before the end.
import { statusListsNeeded } from '../dist/cert_wasm.js';
import { ofEvidence } from './bytes.mjs';
import { judgeAll } from './bulk.mjs';
import { guarded, guardedWithRest, modulesForWorkers, ready, whole } from './engine.mjs';
import { write } from './json.mjs';
import { readOptions } from './options.mjs';
import { platform } from './platform.mjs';
import { asksForLists, fetchLists, reportOf, withLists } from './verify.mjs';

// The engine takes 256 lists in one go.
const MOST_LISTS = 200;

export async function verifyMany(evidence, options) {
  const { given, ours } = readOptions(options, true);
  const items = [];
  for (const one of evidence) items.push([items.length, await ofEvidence(one)]);
  await ready();
  ours.signal?.throwIfAborted();

  const reports = new Array(items.length);
  const waiting = [];
  let done = 0;
  const settle = (number, report) => {
    reports[number] = report;
    done += 1;
    ours.onProgress?.({ done, total: items.length, index: number, report });
  };
  await work(write(given), items, ours.signal, ([number, text]) => {
    const report = reportOf(text);
    if (ours.fetchStatus !== undefined && asksForLists(report)) waiting.push({ number, report });
    else settle(number, report);
  });

  const known = new Map();
  for (const group of await groups(waiting, items)) {
    const lists = await fetchLists(group.addresses, ours, known);
    if (lists.length === 0) {
      for (const { number, report } of group.members) settle(number, report);
    } else {
      const again = group.members.map(({ number }) => items[number]);
      await work(withLists(given, lists), again, ours.signal, ([number, text]) => settle(number, reportOf(text)));
    }
  }
  return reports;
}

// Those that wait for lists, in groups that need few enough.
async function groups(waiting, items) {
  const all = [];
  for (const member of waiting) {
    const addresses = await guardedWithRest(() => statusListsNeeded(items[member.number][1]));
    let last = all.at(-1);
    if (last === undefined || last.addresses.size + addresses.length > MOST_LISTS) {
      last = { addresses: new Set(), members: [] };
      all.push(last);
    }
    for (const address of addresses) last.addresses.add(address);
    last.members.push(member);
  }
  return all;
}

// In a worker; and here, a little at a time, where a page may not start one (its policy, its origin, its bundler).
async function work(options, items, signal, each) {
  if (items.length === 0) return;
  let begun = false;
  let theirs;
  const left = new Map(items);
  const tell = told => {
    begun = true;
    for (const one of told) {
      left.delete(one[0]);
      try {
        each(one);
      } catch (error) {
        // What the caller does with progress may go wrong, and is his to know.
        theirs = { error };
        throw error;
      }
    }
  };
  const pause = () => new Promise(resolve => { setTimeout(resolve); }).then(() => signal?.throwIfAborted());
  try {
    for (;;) {
      const hadRest = modulesForWorkers()[1] !== undefined;
      try {
        await inWorker(options, [...left], signal, tell);
        return;
      } catch (error) {
        signal?.throwIfAborted();
        if (theirs === undefined && error?.message === 'rest-not-loaded' && !hadRest) {
          await whole();
          continue;
        }
        if (begun || !(error instanceof NoWorker)) throw error;
        break;
      }
    }
    await judgeAll(options, [...left], tell, { pause, rest: whole });
  } catch (error) {
    signal?.throwIfAborted();
    if (theirs !== undefined) throw theirs.error;
    guarded(() => { throw error; });
  }
}

class NoWorker extends Error {}

function inWorker(options, items, signal, tell) {
  return new Promise((resolve, reject) => {
    let worker;
    let isOver = false;
    const end = settle => {
      isOver = true;
      signal?.removeEventListener('abort', abort);
      worker?.terminate();
      settle();
    };
    const abort = () => end(() => reject(signal.reason));
    const hear = ([what, value]) => {
      if (isOver) return undefined;
      if (what === 'failed') return end(() => reject(new Error(value)));
      if (what === 'done') return end(resolve);
      try {
        return tell(value);
      } catch (error) {
        return end(() => reject(error));
      }
    };
    const fail = () => end(() => reject(new NoWorker()));
    try {
      worker = platform.spawn();
      if (typeof worker.on === 'function') {
        worker.on('message', hear);
        worker.on('error', fail);
      } else {
        worker.onmessage = event => hear(event.data);
        worker.onerror = fail;
        worker.onmessageerror = fail;
      }
      signal?.addEventListener('abort', abort);
      worker.postMessage([modulesForWorkers(), options, items]);
    } catch {
      fail();
    }
  });
}
