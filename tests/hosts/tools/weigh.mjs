// What a page downloads, after esbuild and Brotli 11: `weigh.mjs ours` prints goals and fails when one is missed;
// `weigh.mjs peers FOLDER` what npm offers for the same, in a folder where it is installed.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { brotliCompressSync, constants } from 'node:zlib';
import { build, transform } from 'esbuild';

const small = bytes => brotliCompressSync(bytes, {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
}).length;
const kb = bytes => `${(bytes / 1000).toFixed(1)} KB`;

// All scripts that are loaded before a page can use what `source` imports, without what lies apart; `later`: and these that
// are loaded later; `all`: and whatever is.
async function weigh(source, { apart = [], folder = import.meta.dirname, later = [], all = false } = {}) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: folder, loader: 'js' },
    // As Vite, webpack and Next.js write it: Chinese as it is and not as `\\u4e2d`.
    bundle: true, splitting: true, minify: true, charset: 'utf8', format: 'esm', target: 'es2022', platform: 'browser',
    outdir: 'out', write: false, metafile: true, logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    external: ['node:*', 'crypto', 'stream', 'buffer', 'util', 'http', 'https', 'url', 'zlib', 'assert', 'fs', 'path'],
    plugins: [{
      name: 'apart',
      setup: bundler => {
        for (const filter of apart) bundler.onResolve({ filter }, ({ path }) => ({ path, external: true }));
      },
    }],
  });
  const names = Object.keys(metafile.outputs);
  const isOpen = entry => entry !== undefined && (entry.includes('stdin') || later.some(name => entry.endsWith(name)));
  const open = names.filter(name => isOpen(metafile.outputs[name].entryPoint));
  for (let at = 0; at < open.length; at += 1) {
    for (const { path, kind } of metafile.outputs[open[at]].imports) {
      if ((all || kind === 'import-statement') && names.includes(path) && !open.includes(path)) open.push(path);
    }
  }
  const files = outputFiles.filter(file => open.some(name => file.path.endsWith(name)));
  return files.reduce((sum, file) => sum + small(file.contents), 0);
}

const KEEP = names => `export { ${names.join(', ')} } from 'certfill';`;

// What the elements consist of, so that whoever wants them smaller sees where to begin. The first that fits has a script.
const PARTS = [
  ['words for the reasons in reports', /words-table/],
  ['words for all that elements and package find themselves', /words/],
  ['looks', /style|dress|legible/],
  ['wallets', /wallet|jwe|asking/],
  ['scanning', /scan\.mjs/],
  ['<certfill-fill>', /elements\/fill/],
  ['<certfill-verify>', /elements\//],
  ['asking the engine', /./],
];

// Each part minified and compressed by itself: together they are smaller, because words repeat.
async function parts(root) {
  const { metafile } = await build({
    stdin: { contents: "import 'certfill/define';", resolveDir: import.meta.dirname, loader: 'js' },
    bundle: true, splitting: true, format: 'esm', outdir: 'out', write: false, metafile: true, logLevel: 'error',
  });
  const texts = new Map(PARTS.map(([name]) => [name, '']));
  for (const file of Object.keys(metafile.inputs).filter(name => name.endsWith('.mjs') && !name.includes('/dist/'))) {
    const own = file.slice(file.lastIndexOf('certfill/') + 'certfill/'.length);
    const [name] = PARTS.find(([, fits]) => fits.test(own));
    const source = readFileSync(new URL(own, root), 'utf8');
    const { code } = await transform(source, { minify: true, charset: 'utf8', format: 'esm', target: 'es2022' });
    texts.set(name, texts.get(name) + code);
  }
  console.log('elements, part by part, each compressed by itself:');
  for (const [name, text] of texts) console.log(`  ${kb(small(Buffer.from(text))).padStart(7)}  ${name}`);
}

async function ours() {
  const root = new URL('./node_modules/certfill/', import.meta.url);
  const file = name => small(readFileSync(new URL(name, root)));
  const { exports } = JSON.parse(readFileSync(new URL('package.json', root)));
  const glue = await weigh("export * from './node_modules/certfill/dist/cert_wasm.js';");
  const engine = file('dist/cert_wasm_bg.wasm') + glue;
  const scripts = await weigh(KEEP(['verify', 'reasonOf', 'words']), { apart: [/\/dist\/cert_wasm\.js$/] });
  const all = await weigh("export * from 'certfill';", { apart: [/\/dist\/cert_wasm\.js$/] });
  console.log(`certfill, verify and words, without the engine: ${kb(scripts)}; all functions: ${kb(all)}`);
  console.log(`certfill, with the engine: ${kb(all + engine)}`);
  const goals = [['engine of the npm package', engine, 120_000]];
  if (exports['./define'] !== undefined) {
    // A page loads the elements with the words for all that they find themselves; what asks the engine comes on use, with the
    // words for the reasons of its reports. The goal is for all of it: what is loaded later is loaded too.
    const define = later => weigh("import 'certfill/define';", { apart: [/\/dist\//, /decoder/], later });
    const atLoad = await define([]);
    console.log(`elements, when a page loads: ${kb(atLoad)}`);
    const later = [['a certificate is handed over', 'verifying.mjs'], ['a wallet is asked', 'wallet.mjs'], ['a code is scanned', 'scan.mjs']];
    for (const [when, file] of later) {
      console.log(`elements, when ${when}: ${kb(await define([file]) - atLoad)} more, without the engine and the decoder`);
    }
    await parts(root);
    goals.push(['elements with all their words', await define(later.map(([, file]) => file)), 15_000]);
  }
  let missed = 0;
  for (const [name, is, want] of goals) {
    const met = is <= want;
    missed += met ? 0 : 1;
    console.log(`goal ${name}: ${kb(is)}, want at most ${kb(want)}: ${met ? 'met' : 'missed'}`);
  }
  process.exitCode = missed > 0 ? 1 : 0;
}

async function peers(folder) {
  const version = name => createRequire(`${folder}/x.js`)(`${folder}/node_modules/${name}/package.json`).version;
  const said = async (title, name, source) => {
    try {
      const [first, all] = [await weigh(source, { folder }), await weigh(source, { folder, all: true })];
      console.log(`${title} ${version(name)}: ${kb(first)}${all > first ? `, and with what it loads later ${kb(all)}` : ''}`);
    } catch (error) {
      console.log(`${title}: not weighed, ${String(error.message).split('\n')[0]}`);
    }
  };
  await said('@sd-jwt/sd-jwt-vc with its dependencies, without keys of its own,', '@sd-jwt/sd-jwt-vc', "export * from '@sd-jwt/sd-jwt-vc';");
  await said('@blockcerts/cert-verifier-js with its dependencies,', '@blockcerts/cert-verifier-js', "export * from '@blockcerts/cert-verifier-js';");
}

const [what, folder] = process.argv.slice(2);
await (what === 'peers' ? peers(folder) : ours());
