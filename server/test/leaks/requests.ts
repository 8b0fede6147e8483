import type { Random } from '../../src/demo/random.ts';
import type { World } from './world.ts';

/** A request as a customer could make it by hand. */
export interface Ask {
  /** `METHOD path`, as the API describes itself. */
  route: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

interface Schema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  minimum?: number;
  maximum?: number;
  $ref?: string;
}

interface Operation {
  parameters?: { in: string; name: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

export interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const hostile = [
  'k0000000000000000000000000',
  "' or 1=1 --",
  '%',
  '*',
  '../../settings',
  '__proto__',
  'null',
  '00000000-0000-0000-0000-000000000000',
  '"}]',
  '\u0000',
  'a'.repeat(120),
  '{{7*7}}',
];

/** Ways to ask that mean the same, or nothing. */
const manners: Record<string, string>[] = [
  {},
  {},
  {},
  { 'if-none-match': '*' },
  { 'if-modified-since': 'Thu, 01 Jan 2099 00:00:00 GMT' },
  { range: 'bytes=0-' },
  { accept: 'text/csv, */*;q=0.1' },
  { 'accept-language': 'pl' },
  { 'x-forwarded-for': '10.0.0.1', 'x-forwarded-host': 'evil.example' },
  { 'x-http-method-override': 'DELETE' },
];

/** How many requests each customer makes of a route, in one round. Who hashes a password pays for it. */
function share(route: string): number {
  if (/auth\/(sign-in|register|reset)$/.test(route)) return 0.5;
  if (/\/api\/staff\//.test(route)) return 1;
  if (/^GET \/api\/(tickets|start)$/.test(route)) return 14;
  if (/^GET \/api\/(tickets\/|attachments)/.test(route)) return 7;
  if (/\{/.test(route)) return 3;
  return 2;
}

/** Routes that end the session they are called in: for the very end. */
export const ending = new Set([
  'POST /api/auth/sign-out',
  'DELETE /api/sessions',
  'DELETE /api/sessions/{id}',
]);

/** Requests by chance, over everything the API says it takes. */
export class Requests {
  readonly #world: World;
  readonly #random: Random;
  readonly #description: Description;
  /** Found in answers, by anybody. */
  readonly cursors: string[] = [];

  constructor(world: World, description: Description) {
    this.#world = world;
    this.#random = world.random;
    this.#description = description;
  }

  get routes(): string[] {
    return Object.entries(this.#description.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
  }

  /** One round of one customer over all routes but those that end it. */
  round(): Ask[] {
    return this.routes
      .filter((route) => !ending.has(route))
      .flatMap((route) => {
        const times = share(route);
        const whole = Math.floor(times) + (this.#random.chance(times % 1) ? 1 : 0);
        return Array.from({ length: whole }, () => this.of(route));
      });
  }

  of(route: string): Ask {
    const [method = '', template = ''] = route.split(' ');
    const operation = this.#description.paths[template]![method.toLowerCase()]!;
    let path = template;
    const query = new URLSearchParams();
    const headers: Record<string, string> = { ...this.#random.pick(manners) };
    for (const { in: place, name, required, schema } of operation.parameters ?? []) {
      if (place === 'path')
        path = path.replace(`{${name}}`, encodeURIComponent(this.#pathPart(name, template)));
      else if (place === 'header') {
        if (required || this.#random.chance(0.4)) headers[name] = this.#header(name);
      } else if (required || this.#random.chance(0.4)) query.set(name, this.#queryPart(name, schema));
    }
    const ask: Ask = { route, method, path: query.size > 0 ? `${path}?${String(query)}` : path, headers };
    const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
    if (content) {
      headers['content-type'] = type === '*/*' ? 'text/plain' : type!;
      ask.body = type?.includes('json')
        ? JSON.stringify(this.#value('', content.schema))
        : `SAMLResponse=${this.#said()}&state=${this.#word()}`;
    }
    return ask;
  }

  /** Something asked for: mostly what is there, own or not. */
  #one(pool: readonly string[]): string {
    return pool.length > 0 && this.#random.chance(0.85)
      ? this.#random.pick(pool)
      : this.#random.pick(hostile);
  }

  #word(): string {
    const { canaries } = this.#world;
    return this.#random.chance(0.6)
      ? this.#random.pick(canaries.baits)
      : this.#one(['message', 'e', 'the', '1', ' ', 'pr-']);
  }

  /** Words of its own: what is written stays, and must not pass for something that leaked. */
  #said(): string {
    return this.#world.canaries.word('a customer’s words', { at: 'said' });
  }

  #pathPart(name: string, template: string): string {
    const { ids } = this.#world;
    if (name === 'contactId') return this.#one(ids.contacts);
    if (name === 'provider') return this.#one(['app', 'partners']);
    if (template.includes('/uploads/')) return this.#one([...ids.drafts, ...ids.files]);
    if (template.includes('/attachments/')) return this.#one([...ids.files, ...ids.drafts]);
    if (template.includes('/sessions/')) return this.#one(ids.sessions);
    return this.#random.chance(0.9) ? this.#one(ids.tickets) : this.#one([...ids.messages, ...ids.contacts]);
  }

  #header(name: string): string {
    const { ids } = this.#world;
    // A key that somebody else has written with is nothing to learn from.
    if (name === 'idempotency-key')
      return this.#random.chance(0.5) ? this.#random.pick(ids.keys) : this.#said();
    return this.#one(['0', '1', '5']).replace(/[^\x21-\x7e]/g, '');
  }

  #queryPart(name: string, schema: Schema): string {
    const { ids, customers } = this.#world;
    if (schema.enum) return String(this.#random.pick(schema.enum));
    if (schema.type === 'integer')
      return String(this.#random.between(schema.minimum ?? 0, schema.maximum ?? 99));
    switch (name) {
      case 'view':
        return this.#one(['mine', 'mine', 'all', ...ids.companies, ...customers.keys()]);
      case 'stages':
        return this.#one(this.#world.stages);
      case 'where':
        return this.#where();
      case 'cursor':
        return this.#one(this.cursors);
      case 'after':
        return this.#one(['0', '1', '3']);
      case 'name':
        return `${this.#said()}.txt`;
      default:
        return this.#word();
    }
  }

  #where(): string {
    const random = this.#random;
    const conditions = Array.from({ length: random.between(1, 2) }, () => ({
      property: random.pick([
        'severity',
        'region',
        'internal_code',
        'company',
        'requester',
        'stage',
        '__proto__',
      ]),
      operator: random.pick(['is', 'is-not', 'in', 'contains', 'before', 'after', 'empty', 'not-empty']),
      value: random.pick(['blocked', this.#word(), ['question', this.#word()]]),
    }));
    return JSON.stringify(conditions);
  }

  #value(name: string, schema: Schema): unknown {
    const random = this.#random;
    if (schema.$ref)
      return this.#value(name, this.#description.components.schemas[schema.$ref.split('/').at(-1)!]!);
    const ways = schema.anyOf ?? schema.oneOf;
    if (ways) return this.#value(name, random.pick(ways));
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return random.pick(schema.enum);
    if (name === 'values') return this.#fields();
    switch (schema.type) {
      case 'object': {
        const entries = Object.entries(schema.properties ?? {})
          .filter(([key]) => schema.required?.includes(key) === true || random.chance(0.5))
          .map(([key, inner]) => [key, this.#value(key, inner)]);
        return Object.fromEntries(entries);
      }
      case 'array':
        return Array.from({ length: random.between(0, 2) }, () => this.#value(name, schema.items ?? {}));
      case 'integer':
      case 'number':
        return random.between(schema.minimum ?? 0, 9);
      case 'boolean':
        return random.chance(0.5);
      default:
        return this.#text(name);
    }
  }

  #text(name: string): string {
    const { ids, addresses } = this.#world;
    switch (name) {
      case 'email':
        return this.#random.chance(0.7) ? this.#random.pick(addresses) : `${this.#said()}@nowhere.example`;
      case 'attachments':
        return this.#one([...ids.drafts, ...ids.files]);
      case 'messageId':
        return this.#one(ids.messages);
      case 'formId':
        return this.#one(['support', 'support', 'draft']);
      case 'provider':
        return this.#one(['app']);
      case 'returnTo':
        return 'http://localhost/portal/';
      case 'language':
        return this.#one(['en', 'pl']);
      default:
        return this.#said();
    }
  }

  #fields(): Record<string, unknown> {
    const random = this.#random;
    return {
      subject: this.#said(),
      message: this.#said(),
      ...(random.chance(0.5) ? { severity: random.pick(['blocked', 'question', this.#said()]) } : {}),
      ...(random.chance(0.2) ? { internal_code: this.#said() } : {}),
    };
  }
}
