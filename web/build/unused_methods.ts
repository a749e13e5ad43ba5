import { readFileSync } from 'node:fs';
import { parseSync } from 'vite';

/** A node of a syntax tree, of whatever kind. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const LONG = 64;

/** A method of a class: what it is called, and which names stand in it. */
interface Method {
  readonly name: string;
  readonly names: ReadonlySet<string>;
}

/** What a source says: the names that stand outside its classes' methods, and those methods. */
export interface Names {
  readonly rooted: ReadonlySet<string>;
  readonly methods: readonly Method[];
}

/**
 * Names of methods that nothing can call: no identifier, property or string of theirs stands anywhere but in a method
 * that nothing can call either. A name is all that is compared, so a method is kept wherever one of its name is.
 *
 * @param sources everything that runs on the page with them
 */
export function unusedMethods(sources: readonly Names[]): ReadonlySet<string> {
  const used = new Set<string>();
  const waiting = new Map<string, Method[]>();
  for (const method of sources.flatMap(({ methods }) => methods)) {
    waiting.set(method.name, [...(waiting.get(method.name) ?? []), method]);
  }
  const unused = new Set(waiting.keys());
  const open = sources.flatMap(({ rooted }) => [...rooted]);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (used.has(name)) continue;
    used.add(name);
    unused.delete(name);
    for (const { names } of waiting.get(name) ?? []) open.push(...names);
  }
  return unused;
}

/** The names in a source, JavaScript or TypeScript by its file's name. */
export function namesIn(file: string, code: string = readFileSync(file, 'utf8')): Names {
  const { program, errors } = parseSync(file, code);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]!.message}`);
  const methods: Method[] = [];
  const rooted = new Set<string>();
  collect(program as unknown as Node, rooted, (method) => {
    const { name } = method.key as { name: string };
    const names = new Set<string>();
    collect(method.value as Node, names, null);
    methods.push({ name, names });
  });
  return { rooted, methods };
}

/** Whether a class's member is a method that can be left out: not a constructor, an accessor, or of a computed name. */
export function isPlainMethod(member: Node): boolean {
  const { type, kind, computed, key } = member;
  return type === 'MethodDefinition' && kind === 'method' && !computed && (key as Node).type === 'Identifier';
}

function collect(node: Node, names: Set<string>, onMethod: ((method: Node) => void) | null): void {
  if (onMethod && isPlainMethod(node)) {
    onMethod(node);
    return;
  }
  if (node.type === 'Identifier' || node.type === 'JSXIdentifier') names.add(node.name as string);
  else if (node.type === 'Literal' && typeof node.value === 'string') addWords(node.value, names);
  else if (node.type === 'TemplateElement') addWords((node.value as { raw: string }).raw, names);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) collect(child, names, onMethod);
  }
}

/** A string may be what a property is asked for by; a long one is a shader or a message. */
function addWords(text: string, names: Set<string>): void {
  if (text.length < LONG) for (const word of text.match(/[A-Za-z_$][\w$]*/g) ?? []) names.add(word);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}
