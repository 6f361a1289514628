import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseAst } from 'vitest/node';
import { unusualWords } from './support/house-words.ts';

/** Words that open a phrase, not a clause: such a title has no verb of its own, or hides its subject. */
const PHRASE =
  /^(?:when|while|if|of|at|in|on|under|after|before|with|without|and|for|that|over|because|unless|until)\b/i;
/** Values of a table alone. Their rows may be clauses, which only the rows can show: `%s` is left to the reader. */
const VALUES_ALONE = /^(?:%[dijof#]|\$[\w.]+|[\s,.:→-])+$/;

const isFragment = (title: string): boolean => PHRASE.test(title) || VALUES_ALONE.test(title);

type Node = Readonly<Record<string, unknown>> & { readonly type: string };

function* callsIn(node: unknown): Generator<Node> {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node) && (node as Node).type === 'CallExpression') yield node as Node;
  for (const child of Object.values(node)) yield* callsIn(child);
}

/** `it` of `it('...')`, `it.concurrent.each(rows)('...')` and the like. */
function functionOf(callee: unknown): unknown {
  const { type, name, object, callee: inner, tag } = callee as Node;
  return type === 'Identifier' ? name : functionOf(object ?? inner ?? tag ?? { type: 'Identifier' });
}

/** The titles of the tests of a source text, as written: a value of a template literal is `…`. */
function titlesIn(source: string): readonly string[] {
  return [...callsIn(parseAst(source, { lang: 'ts' }))].flatMap((call) => {
    const name = functionOf(call.callee);
    if (name !== 'it' && name !== 'test') return [];
    const [title] = call.arguments as readonly Node[];
    if (title?.type === 'Literal' && typeof title.value === 'string') return [title.value];
    if (title?.type !== 'TemplateLiteral') return [];
    return [(title.quasis as readonly Node[]).map(({ value }) => (value as { raw: string }).raw).join('…')];
  });
}

it('finds the titles of tests, of tables and of templates', () => {
  const source = [
    "it('a', f);",
    "test.skipIf(x)('b', f);",
    "it.each([1])('c %d', f);",
    'it(`d $' + '{e}`, f);',
    "describe('x', () => { it.concurrent.each(rows)('g', f); });",
  ];
  expect(titlesIn(source.join('\n'))).toEqual(['a', 'b', 'c %d', 'd …', 'g']);
});

it.each([
  ['when the token is wrong', true],
  ['of two queues', true],
  ['%d, %j', true],
  ['$platform.api', true],
  ['is false when the token is wrong', false],
  ['offers a choice', false],
  ['answers %s with %d', false],
])('knows whether %j is a fragment: %j', (title, expected) => {
  expect(isFragment(title)).toBe(expected);
});

it('finds no fragment and no unusual word among the titles of the tests', () => {
  const titles = globSync('test/**/*.{test,check}.ts').flatMap((file) =>
    titlesIn(readFileSync(file, 'utf8')).map((title) => ({ file, title })),
  );
  expect(titles.length).toBeGreaterThan(1000);
  expect(titles.filter(({ title }) => isFragment(title))).toEqual([]);
  expect(
    titles.flatMap(({ file, title }) => unusualWords(title).map((word) => `${file}: ${title}: ${word}`)),
  ).toEqual([]);
});
