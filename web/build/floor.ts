import type { Plugin } from 'vite';

/** Syntax that an engine of the Chrome 77 class (2019) cannot parse, by ESTree node type. */
const TOO_NEW = new Set([
  'ChainExpression',
  'PrivateIdentifier',
  'PropertyDefinition',
  'AccessorProperty',
  'StaticBlock',
]);
const TOO_NEW_OPERATORS = new Set(['??', '??=', '||=', '&&=']);

/** Fetched only by engines with WebAssembly SIMD (Chrome 91, Safari 16.4), which parse all of it. */
const ONLY_NEW_ENGINES = /^vad\//;

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/**
 * Fails the build when an emitted script holds syntax newer than the oldest supported engine parses.
 *
 * One such token leaves a mini-program's web view with a blank page and no message, and lowering can be lost
 * silently: a worklet emitted as a plain asset, or a dependency's file copied as it is.
 */
export function syntaxFloor(): Plugin {
  return {
    name: 'visavis:syntax-floor',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const [file, output] of Object.entries(bundle)) {
          if (!/\.m?js$/.test(file) || ONLY_NEW_ENGINES.test(file)) continue;
          const code = output.type === 'chunk' ? output.code : asText(output.source);
          const found = newestSyntax(this.parse(code) as unknown as Node);
          if (found) this.error(`${file} holds syntax newer than Chrome 77 parses: ${found.join(', ')}`);
        }
      },
    },
  };
}

/** Names of the too new constructs in a syntax tree, or null when there are none. */
export function newestSyntax(program: Node): string[] | null {
  const found = new Set<string>();
  visit(program, false, found);
  return found.size > 0 ? [...found].sort() : null;
}

function visit(node: Node, inFunction: boolean, found: Set<string>): void {
  if (TOO_NEW.has(node.type)) found.add(node.type);
  if (typeof node.operator === 'string' && TOO_NEW_OPERATORS.has(node.operator)) found.add(node.operator);
  if (node.type === 'Literal' && typeof node.bigint === 'string') found.add('BigInt literal');
  const awaits = node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await === true);
  if (awaits && !inFunction) found.add('top-level await');
  const inside = inFunction || /Function/.test(node.type);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) visit(child, inside, found);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function asText(source: string | Uint8Array): string {
  return typeof source === 'string' ? source : new TextDecoder().decode(source);
}
