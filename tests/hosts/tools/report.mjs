// What the installed package offers, as one page: so that a change of its interface, or of what is published, is seen in
// review. `cargo xtask package` writes it to `pkg/api.md`, `cargo xtask test` compares.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('./node_modules/certfill/', import.meta.url);
const text = name => readFileSync(new URL(name, root), 'utf8');
const manifest = JSON.parse(text('package.json'));
const out = [
  '# What the package `certfill` offers',
  '',
  'Written by `cargo xtask package`, compared by `cargo xtask test`; not by hand.',
  '',
  '## Entrances',
  '',
];

for (const [name, where] of Object.entries(manifest.exports)) {
  const file = typeof where === 'string' ? where : where.default;
  const conditions = typeof where === 'string' ? '' : ` (${Object.keys(where).join(', ')})`;
  let names = '';
  if (file.endsWith('.mjs')) names = `: ${Object.keys(await import(new URL(file, root))).sort().join(', ')}`;
  out.push(`- \`${name}\` → \`${file}\`${conditions}${names}`);
}

out.push('', '## Files', '');
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(entry => `${entry.parentPath}/${entry.name}`.slice(fileURLToPath(root).length).replace(/^\//, ''));
out.push(...files.sort().map(file => `- ${file}`));

for (const file of files.filter(name => name.endsWith('.d.ts'))) {
  const declared = text(file)
    .replace(/\/\*\*[\s\S]*?\*\//g, '')
    .split('\n')
    .map(line => line.trimEnd())
    .filter(line => line !== '' && !line.startsWith('//'));
  out.push('', `## ${file}`, '', '```ts', ...declared, '```');
}

console.log(out.join('\n'));
