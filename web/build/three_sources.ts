import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

/** three's source files, as one folder. */
export const THREE = fileURLToPath(new URL('.', import.meta.resolve('three/src/Three.js'))).replaceAll('\\', '/');
const ADDONS = resolve(THREE, '../examples/jsm');
const INDEX = `${THREE}Three.js`;

interface Declaration {
  readonly type: string;
  readonly source: { readonly value: string } | null;
  readonly importKind?: string;
  readonly specifiers?: readonly Specifier[];
}

interface Specifier {
  readonly type: string;
  readonly importKind?: string;
  readonly imported?: NamedNode;
  readonly exported?: NamedNode;
}

interface NamedNode {
  readonly name?: string;
}

/** All sources below a folder, their absolute paths. */
export function sourcesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => resolve(folder, name));
}

/**
 * The files of three that sources of ours come to, one import after the other: of three's index only what is asked for by
 * name. More than the bundler keeps in the end, and never less.
 *
 * @param ours absolute paths
 * @param standIn what a file is replaced by
 * @returns code by absolute path
 * @throws Error where a name or a file is not there
 */
export function reachedFiles(
  ours: readonly string[],
  standIn: (file: string) => string | undefined,
): ReadonlyMap<string, string> {
  const places = exportsOf(INDEX);
  const reached = new Map<string, string>();
  const open: string[] = [];
  const follow = (file: string, code: string) => {
    for (const { type, source, specifiers, importKind } of declarations(file, code)) {
      if (!source || importKind === 'type') continue;
      if (source.value === 'three') {
        for (const { type: kind, imported, importKind } of specifiers ?? []) {
          if (importKind === 'type') continue;
          const place = kind === 'ImportSpecifier' ? places.get(imported!.name!) : undefined;
          if (!place)
            throw new Error(`${file} takes something from three that is not known: ${imported?.name ?? type}`);
          open.push(place);
        }
      } else if (source.value.startsWith('.') && reached.has(file)) open.push(resolve(file, '..', source.value));
    }
    for (const [, addon] of code.matchAll(/'three\/addons\/([^']+)'/g)) open.push(resolve(ADDONS, addon!));
  };
  for (const file of ours) follow(file, readFileSync(file, 'utf8'));
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (reached.has(file)) continue;
    const code = standIn(file) ?? readFileSync(file, 'utf8');
    reached.set(file, code);
    follow(file, code);
  }
  return reached;
}

/** The file in which each name stands that an index exports. */
function exportsOf(index: string): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  for (const { type, source, specifiers } of declarations(index, readFileSync(index, 'utf8'))) {
    const file = source && resolve(index, '..', source.value);
    if (type === 'ExportAllDeclaration' && file) {
      for (const name of namesExportedBy(file)) places.set(name, file);
      for (const [name, place] of exportsOf(file)) places.set(name, place);
    }
    for (const { exported } of (file && specifiers) || []) if (exported?.name) places.set(exported.name, file!);
  }
  return places;
}

function namesExportedBy(file: string): readonly string[] {
  return parseSync(file, readFileSync(file, 'utf8')).module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ exportName }) => (exportName.name ? [exportName.name] : [])),
  );
}

function declarations(file: string, code: string): readonly Declaration[] {
  return parseSync(file, code).program.body as unknown as readonly Declaration[];
}
