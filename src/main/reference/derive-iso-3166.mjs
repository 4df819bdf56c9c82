// Derives the CSV files of src/main/resources/reference that come from npm's package iso-3166.
//
//   npm pack iso-3166@4.4.0 && tar xzf iso-3166-4.4.0.tgz
//   node derive-iso-3166.mjs PACKAGE-FOLDER TARBALL OUT-FOLDER
//
// Deterministic: rows are sorted by code, and the head of each file names version and checksum.
import {createHash} from 'node:crypto'
import {copyFileSync, readFileSync, writeFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {pathToFileURL} from 'node:url'

const [folder, tarball, out] = process.argv.slice(2)
if (!out) {
  console.error('usage: node derive-iso-3166.mjs PACKAGE-FOLDER TARBALL OUT-FOLDER')
  process.exit(2)
}
const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const sha256 = createHash('sha256').update(readFileSync(tarball)).digest('hex')
const load = (file) => import(pathToFileURL(resolve(folder, file)))
const cell = (text) => (/[",\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text)
const byFirst = (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)

function write(name, columns, rows) {
  const head = [
    `# Derived from npm ${about.name} ${about.version} (${about.license}), sha256 of the package: ${sha256}`,
    '# by src/main/reference/derive-iso-3166.mjs; do not edit.'
  ]
  const lines = [columns, ...rows.sort(byFirst)].map((row) => row.map(cell).join(','))
  writeFileSync(join(out, name), [...head, ...lines].join('\n') + '\n')
  console.log(`${name}: ${rows.length} rows`)
}

const {iso31661} = await load('1.js')
const {iso31662} = await load('2.js')
const {iso31663} = await load('3.js')
write(
  'iso-3166-1.csv',
  ['alpha2', 'alpha3', 'numeric', 'name'],
  iso31661.map((d) => [d.alpha2, d.alpha3, d.numeric, d.name])
)
write(
  'iso-3166-2.csv',
  ['code', 'parent', 'name'],
  iso31662.map((d) => [d.code, d.parent, d.name])
)
write(
  'iso-3166-3.csv',
  ['alpha4', 'alpha2', 'alpha3', 'numeric', 'name', 'change', 'to'],
  iso31663.map((d) => [
    d.alpha4,
    d.from.alpha2,
    d.from.alpha3,
    d.from.numeric ?? '',
    d.from.name,
    d.type,
    d.to.map((t) => t.alpha2).sort().join(' ')
  ])
)
copyFileSync(join(folder, 'license'), join(out, 'iso-3166.LICENSE'))
