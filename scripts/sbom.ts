/**
 * Writes dist/sbom.cdx.json, the bill of materials of the package: what npm says of this folder, without what only its development needs. npm's
 * own --omit=dev leaves out whatever a workspace has among its development packages too, the package graphql among them.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
}

interface Bill {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

interface Package {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const own: Package = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const told = execFileSync('npm', ['sbom', '--sbom-format=cyclonedx'], { cwd: root, maxBuffer: 100_000_000 });
const bill: Bill = JSON.parse(told.toString('utf8'));

const wanted = new Set(Object.keys({ ...own.dependencies, ...own.optionalDependencies }));
const needs = new Map(bill.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
const nameOf = new Map(bill.components.map((component) => [component['bom-ref'], component.name]));
const top = bill.metadata.component['bom-ref'];
const direct = (needs.get(top) ?? []).filter((ref) => wanted.has(nameOf.get(ref) ?? ref.replace(/(?!^)@.*$/, '')));
const kept = new Set<string>(direct);
for (const ref of kept) for (const other of needs.get(ref) ?? []) kept.add(other);

const component = { ...bill.metadata.component, name: own.name, version: own.version };
const sbom = {
  ...bill,
  metadata: { ...bill.metadata, component },
  components: bill.components.filter((one) => kept.has(one['bom-ref'])),
  dependencies: [{ ref: top, dependsOn: direct }, ...bill.dependencies.filter(({ ref }) => kept.has(ref))],
};
writeFileSync(`${root}dist/sbom.cdx.json`, `${JSON.stringify(sbom, null, 2)}\n`);
console.log(`dist/sbom.cdx.json names ${sbom.components.length} packages`);
