/** Documents with one fault each, made from the JSON Schema of settings: new settings are covered as they come. */

export interface Fault {
  /** Where the document is broken, as it must be told. */
  path: string;
  what: string;
  document: unknown;
  /** Told is some part of the place: what is there fits none of several ways, and each misses another part. */
  within?: boolean;
  /** Nothing is wrong with a file that leaves this out: the defaults stand in. */
  completed?: boolean;
}

interface Schema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  propertyNames?: Schema;
  additionalProperties?: boolean | Schema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  format?: string;
  $ref?: string;
  $defs?: Record<string, Schema>;
}

type Path = readonly (string | number)[];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const typeOf = (value: unknown): string =>
  Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;

/** Values of every other type than the one at hand. */
const strangers: Record<string, unknown> = {
  string: 'words',
  number: 7,
  boolean: true,
  object: { some: 'thing' },
  array: ['words'],
  null: null,
};

/** A copy of a document with something else at a place; without `value`, with nothing there. */
export function changed(document: unknown, path: Path, ...value: [] | [unknown]): unknown {
  const copy = structuredClone(document);
  let place = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string | number, unknown>;
  const last = path.at(-1)!;
  if (value.length === 0) delete place[last];
  else Object.defineProperty(place, last, { value: value[0], enumerable: true, writable: true });
  return copy;
}

/** Every single fault that the schema knows of, at every place of a sound document. */
export function faultsOf(root: Schema, document: unknown): Fault[] {
  const faults: Fault[] = [];

  const resolve = (schema: Schema): Schema =>
    schema.$ref ? resolve(root.$defs?.[schema.$ref.split('/').at(-1)!] ?? {}) : schema;

  /** The way of a choice that a value has taken. */
  function wayOf(ways: readonly Schema[], value: unknown): Schema | undefined {
    return ways.map(resolve).find((way) => {
      if (way.const !== undefined) return way.const === value;
      if (way.enum) return way.enum.includes(value);
      if (way.type !== (typeof value === 'number' && way.type === 'integer' ? 'integer' : typeOf(value)))
        return false;
      if (!isRecord(value)) return true;
      const known = Object.entries(way.properties ?? {});
      return (
        (way.required ?? []).every((key) => Object.hasOwn(value, key)) &&
        Object.keys(value).every((key) => way.properties?.[key] !== undefined) &&
        known.every(([key, { const: wanted }]) => wanted === undefined || value[key] === wanted)
      );
    });
  }

  function at(path: Path, what: string, ...value: [] | [unknown]): void {
    faults.push({ path: path.join('.'), what, document: changed(document, path, ...value) });
  }

  function visit(given: Schema, value: unknown, path: Path, takes: ReadonlySet<string>): void {
    const schema = resolve(given);
    const ways = schema.anyOf ?? schema.oneOf;
    if (ways) {
      const types = new Set(ways.map(resolve).map((way) => way.type ?? typeOf(way.const ?? way.enum?.[0])));
      const way = wayOf(ways, value);
      if (way) visit(way, value, path, new Set([...takes, ...types]));
      return;
    }
    for (const part of schema.allOf ?? []) visit(part, value, path, takes);
    const type = typeOf(value);
    if (path.length > 0) {
      for (const [other, stranger] of Object.entries(strangers)) {
        if (other === type || takes.has(other) || (other === 'number' && takes.has('integer'))) continue;
        at(path, `${other} instead of ${type}`, stranger);
      }
    }
    if (schema.enum ?? schema.const !== undefined) at(path, 'none of the choices', 'none of these');
    if (typeof value === 'string') visitText(schema, value, path);
    if (typeof value === 'number') visitNumber(schema, path);
    if (Array.isArray(value)) visitList(schema, value, path);
    if (isRecord(value)) visitRecord(schema, value, path, takes.size > 0);
  }

  function visitText(schema: Schema, value: string, path: Path): void {
    if ((schema.minLength ?? 0) > 0) at(path, 'an empty text', '');
    if (schema.maxLength !== undefined) {
      const filler = value === '' ? 'x' : value;
      at(path, 'a text too long', filler.repeat(Math.ceil((schema.maxLength + 1) / filler.length)));
    }
    if (schema.pattern !== undefined) {
      for (const wrong of ['', ' ', 'Ünder scöre!', '../..']) {
        if (!new RegExp(schema.pattern, 'u').test(wrong))
          at(path, `a text of another pattern: ${wrong}`, wrong);
      }
    }
    if (schema.format === 'uri') {
      for (const wrong of [
        'nowhere',
        'javascript:alert(1)',
        'ftp://help.example.com',
        '//help.example.com',
        '',
      ])
        at(path, `no address: ${wrong}`, wrong);
    }
  }

  function visitNumber(schema: Schema, path: Path): void {
    if (schema.minimum !== undefined) at(path, 'a number too small', schema.minimum - 1);
    if (schema.exclusiveMinimum !== undefined) at(path, 'a number too small', schema.exclusiveMinimum);
    if (schema.maximum !== undefined && schema.maximum < Number.MAX_SAFE_INTEGER)
      at(path, 'a number too large', schema.maximum + 1);
    if (schema.type === 'integer') at(path, 'half a number', 1000.5);
  }

  function visitList(schema: Schema, value: unknown[], path: Path): void {
    if ((schema.minItems ?? 0) > 0) at(path, 'an empty list', []);
    if (schema.maxItems !== undefined && schema.maxItems <= 1000 && value.length > 0)
      at(
        path,
        'a list too long',
        Array.from({ length: schema.maxItems + 1 }, () => value[0]),
      );
    const { items } = schema;
    if (items) value.forEach((item, index) => visit(items, item, [...path, index], new Set()));
  }

  function visitRecord(schema: Schema, value: Record<string, unknown>, path: Path, isChoice: boolean): void {
    const inList = path.some((key) => typeof key === 'number');
    // A kind that is named tells which way was meant.
    const isNamed = Object.values(schema.properties ?? {}).some(({ const: name }) => name !== undefined);
    for (const key of schema.required ?? []) {
      const place = [...path, key];
      const without = { what: `without ${key}`, document: changed(document, place), completed: !inList };
      if (isChoice && !isNamed) faults.push({ ...without, path: path.join('.'), within: true });
      else faults.push({ ...without, path: place.join('.') });
    }
    if (schema.additionalProperties === false) {
      // At the top it never arrives by HTTP, and is refused in a file.
      for (const key of path.length === 0 ? ['colour'] : ['colour', '__proto__']) {
        const more = { ...value };
        Object.defineProperty(more, key, { value: 'red', enumerable: true });
        faults.push({
          path: path.join('.'),
          what: `the unknown key ${key}`,
          document: path.length === 0 ? more : changed(document, path, more),
        });
      }
    }
    for (const [key, inner] of Object.entries(value)) {
      const property = schema.properties?.[key];
      const more = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
      const known = property ?? more;
      if (known) visit(known, inner, [...path, key], new Set());
    }
  }

  visit(root, document, [], new Set());
  return faults;
}
