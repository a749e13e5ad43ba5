import { type Plugin, parseSync } from 'vite';

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/**
 * Shortens the names of members that our classes declare `private`: TypeScript has proved that nobody else uses
 * them, and a minifier may not rename properties by itself.
 *
 * The tests run with it too, so that a name that is used in another way than `this.name` shows.
 */
export function privateNames(): Plugin {
  return {
    name: 'visavis:private-names',
    apply: (_, { command }) => command === 'build' || process.env.VITEST !== undefined,
    enforce: 'pre',
    transform: {
      filter: { id: /web\/src\/.*\.ts$/, code: /\bprivate\b/ },
      handler: (code, id) => ({ code: shortenPrivateNames(code, id), map: null }),
    },
  };
}

/**
 * TypeScript source with the private members of its classes renamed to `a`, `b`, ….
 *
 * A class that extends another is left alone, since both could use one name. So is a static member, and a member
 * whose name the class also reads from something other than `this`: that might be another object of the same class.
 */
export function shortenPrivateNames(code: string, file = 'source.ts'): string {
  const { program, errors } = parseSync(file, code);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]!.message}`);
  const edits: { readonly at: Node; readonly text: string }[] = [];
  visit(program as unknown as Node, (node) => {
    if (!/^Class(Declaration|Expression)$/.test(node.type) || node.superClass) return;
    const short = shortNames(node);
    visit(node, (inner) => {
      for (const { key, shorthand } of namesOfOwnMembers(inner)) {
        const text = short.get(key.name as string);
        if (text !== undefined) edits.push({ at: key, text: shorthand ? `${text}: ${key.name}` : text });
      }
    });
  });
  let renamed = code;
  for (const { at, text } of edits.sort((a, b) => b.at.start - a.at.start)) {
    renamed = renamed.slice(0, at.start) + text + renamed.slice(at.end);
  }
  return renamed;
}

/** The identifiers by which a piece of a class names members of `this`: `this.x`, `{ x } = this`, `private x`. */
function namesOfOwnMembers(node: Node): { readonly key: Node; readonly shorthand?: boolean }[] {
  if (node.computed) return [];
  if (node.type === 'MemberExpression') {
    return (node.object as Node).type === 'ThisExpression' ? [{ key: node.property as Node }] : [];
  }
  if (node.type === 'VariableDeclarator') {
    const { id, init } = node as unknown as { id: Node; init: Node | null };
    if (id.type !== 'ObjectPattern' || init?.type !== 'ThisExpression') return [];
    return (id.properties as { key: Node; computed: boolean; shorthand: boolean }[]).filter(
      ({ computed }) => !computed,
    );
  }
  return node.accessibility === 'private' ? [{ key: node.key as Node }] : [];
}

/** Private name → short name; the most used of a class gets the same letter as that of every other class. */
function shortNames(classNode: Node): Map<string, string> {
  const uses = new Map<string, number>();
  const taken = new Set<string>();
  for (const member of (classNode.body as { body: Node[] }).body) {
    const { accessibility, kind, computed, key } = member;
    if (computed) continue;
    const { name } = key as { name: string };
    taken.add(name);
    if (accessibility === 'private' && kind !== 'constructor' && !member.static) uses.set(name, 0);
  }
  visit(classNode, (node) => {
    for (const { key } of namesOfOwnMembers(node)) {
      const name = key.name as string;
      if (uses.has(name)) uses.set(name, uses.get(name)! + 1);
    }
  });
  visit(classNode, (node) => {
    if (node.type !== 'MemberExpression' || node.computed || (node.object as Node).type === 'ThisExpression') return;
    uses.delete((node.property as { name: string }).name);
  });
  const free = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'].filter((letter) => !taken.has(letter));
  const byUse = [...uses].sort(([, a], [, b]) => b - a);
  return new Map(byUse.map(([name], index) => [name, free[index] ?? `_${index}`]));
}

function visit(node: Node, seen: (node: Node) => void): void {
  seen(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, seen);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}
