import fc from 'fast-check';

/** Changes to a valid document, as data, so that a failing one can be made smaller and shown. */

/** A change to one place of a tree of JSON values. `at` picks the place, modulo their number. */
export type TreeChange = { readonly at: number } & (
  | { readonly how: 'replace'; readonly with: unknown }
  | { readonly how: 'delete' }
  | { readonly how: 'duplicate' }
  | { readonly how: 'wrap' }
  | { readonly how: 'unwrap' }
  | { readonly how: 'rename'; readonly to: string }
  | { readonly how: 'copy'; readonly from: number }
  | { readonly how: 'nest'; readonly levels: number; readonly as: 'list' | 'object' }
);

/** A change to a text: what stands at `at` (a share of its length), for `length` characters, is replaced. */
export interface TextChange {
  readonly at: number;
  readonly length: number;
  readonly with: string;
}

/** Names that mean something to JavaScript, and others that no schema expects. */
const ODD_KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'toJSON',
  'hasOwnProperty',
  'length',
  'then',
  '',
  '0',
  '-1',
  'a.b',
  '\u0000',
  '\ud800',
];

/** Values that have once surprised a parser. */
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  '',
  0,
  -0,
  -1,
  0.5,
  1e21,
  1e308,
  -1e308,
  5e-324,
  Number.MAX_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER + 2,
  2 ** 31,
  -(2 ** 63),
  'NaN',
  'Infinity',
  '-Infinity',
  '1e999',
  '0x10',
  '١٢',
  ' 7 ',
  '1,5',
  '__proto__',
  'constructor',
  '\ufeff',
  'a\u0000b',
  '\ud83d',
  '\udc00\ud800',
  '\u202e\u2066',
  'a\nb\r\nc\u2028d',
  '"\\{}[]=~*?%$`',
  ['$', '{HOME}'].join(''),
  '*anchor',
  '../../etc/passwd',
  '2026-13-45T99:99:99Z',
  '+275760-09-13T00:00:00.001Z',
  '-000000-01-01T00:00:00Z',
  '9999-12-31T23:59:60Z',
  'x'.repeat(70_000),
  '🙂'.repeat(3_000),
  [],
  {},
  [[]],
  [null],
  { toString: 1 },
  { toString: null, valueOf: null },
  { length: -1 },
  { toJSON: 1 },
];

const oddValue = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ODD_VALUES) },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.integer() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);
const oddKey = fc.oneof(fc.constantFrom(...ODD_KEYS), fc.string({ maxLength: 12 }));

/** Deep enough to overflow the stack of a recursive reader. */
const MAX_LEVELS = 20_000;
const place = fc.nat({ max: 100_000 });

export const treeChange: fc.Arbitrary<TreeChange> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ at: place, how: fc.constant('replace' as const), with: oddValue }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      at: place,
      how: fc.constantFrom('delete', 'duplicate', 'wrap', 'unwrap'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ at: place, how: fc.constant('rename' as const), to: oddKey }) },
  { weight: 2, arbitrary: fc.record({ at: place, how: fc.constant('copy' as const), from: place }) },
  {
    weight: 1,
    arbitrary: fc.record({
      at: place,
      how: fc.constant('nest' as const),
      levels: fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 1, max: 100 }) },
        { weight: 1, arbitrary: fc.constant(MAX_LEVELS) },
      ),
      as: fc.constantFrom('list', 'object'),
    }),
  },
);

export const textChange: fc.Arbitrary<TextChange> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(fc.constant(0), fc.nat({ max: 3 }), fc.nat({ max: 1_000_000 })),
  with: fc.oneof(
    fc.constantFrom(
      '',
      '\ufeff',
      '\u0000',
      '\ud800',
      '\t',
      '\r',
      '\n',
      '"',
      ',',
      ':',
      '{',
      '[',
      '}',
      '- ',
      '&a ',
      '*a',
      '!!js/function ',
      '<<: ',
      '---\n',
      '%YAML 9.9\n',
      '? ',
      '| ',
      '1e999',
      '\\ud800',
      '#',
      '['.repeat(MAX_LEVELS),
      '{"a":'.repeat(MAX_LEVELS),
      'x'.repeat(70_000),
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
  ),
});

interface Place {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string;
}

/** Every place below the root, which is wrapped in a list so that it has one too. Stops where a tree is huge. */
function placesOf(root: unknown[]): readonly Place[] {
  const places: Place[] = [];
  const holders: (Record<string, unknown> | unknown[])[] = [root];
  for (let holder = holders.pop(); holder && places.length < 20_000; holder = holders.pop())
    for (const key of Object.keys(holder)) {
      places.push({ holder, key });
      const value = Reflect.get(holder, key);
      if (typeof value === 'object' && value !== null) holders.push(value);
    }
  return places;
}

/** Also for the key `__proto__`, which an assignment would take for something else. */
function put({ holder }: Pick<Place, 'holder'>, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

/** The document with all changes; the document itself stays as it is. */
export function changeTree(document: unknown, changes: readonly TreeChange[]): unknown {
  const root = [copyOf(document)];
  for (const change of changes) applyChange(root, change);
  return root[0];
}

function applyChange(root: unknown[], change: TreeChange): void {
  const places = placesOf(root);
  const place = places[change.at % places.length];
  if (!place) return;
  const { holder, key } = place;
  const isRoot = holder === root;
  const value = Reflect.get(holder, key);
  if (change.how === 'replace') put(place, key, change.with);
  else if (change.how === 'wrap') put(place, key, Array.isArray(value) ? { value } : [value]);
  else if (change.how === 'unwrap') put(place, key, firstOf(value));
  else if (change.how === 'nest') put(place, key, nested(value, change.levels, change.as));
  else if (change.how === 'copy') {
    const source = places[change.from % places.length] ?? place;
    put(place, key, copyOf(Reflect.get(source.holder, source.key)));
  } else if (change.how === 'delete') {
    if (!Array.isArray(holder)) delete holder[key];
    else if (!isRoot) holder.splice(Number(key), 1);
  } else if (change.how === 'duplicate') {
    if (!Array.isArray(holder)) put(place, `${key}2`, copyOf(value));
    else if (!isRoot) holder.splice(Number(key), 0, copyOf(value));
  } else if (change.how === 'rename' && Array.isArray(holder)) {
    put(place, key, { [change.to]: value });
  } else if (change.how === 'rename' && !Array.isArray(holder)) {
    delete holder[key];
    put(place, change.to, value);
  }
}

function nested(value: unknown, levels: number, as: 'list' | 'object'): unknown {
  let around = value;
  for (let level = 0; level < levels; level++) around = as === 'list' ? [around] : { a: around };
  return around;
}

function firstOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? Object.values(value)[0] : value;
}

/** Of any depth. */
function copyOf(value: unknown): unknown {
  return JSON.parse(jsonText(value));
}

/** JSON of a tree of any depth, which `JSON.stringify` can only write until its stack overflows. */
export function jsonText(value: unknown): string {
  const parts: string[] = [];
  const rest: unknown[] = [value];
  while (rest.length > 0) {
    const next = rest.pop();
    if (next instanceof Raw) parts.push(next.text);
    else if (typeof next !== 'object' || next === null) parts.push(JSON.stringify(next) ?? 'null');
    else {
      const isList = Array.isArray(next);
      const entries = Object.entries(next);
      rest.push(new Raw(isList ? ']' : '}'));
      for (let index = entries.length - 1; index >= 0; index--) {
        const [key, child] = entries[index]!;
        rest.push(child, new Raw(`${index > 0 ? ',' : ''}${isList ? '' : `${JSON.stringify(key)}:`}`));
      }
      rest.push(new Raw(isList ? '[' : '{'));
    }
  }
  return parts.join('');
}

class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export function changeText(text: string, changes: readonly TextChange[]): string {
  let changed = text;
  for (const { at, length, with: inserted } of changes) {
    const from = Math.floor(at * changed.length);
    changed = changed.slice(0, from) + inserted + changed.slice(from + length);
  }
  return changed;
}
