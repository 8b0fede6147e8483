import type { Channel } from '../../../src/api/index.ts';
import { newId } from '../storage/ids.ts';
import { customers, staff } from './people.ts';
import type { Random } from './random.ts';
import { asMailHtml } from './mail-html.ts';
import { scenarios, type Scenario } from './scenarios/index.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** Days the demo's history reaches back. */
const span = 900;

export interface StoryMessage {
  id: string;
  /** An address of `people.ts`. */
  author: string;
  role: 'customer' | 'agent';
  at: string;
  channel: Channel;
  format: 'markdown' | 'html';
  content: string;
  quoted?: string;
}

export interface Story {
  id: string;
  customer: string;
  company: string;
  subject: string;
  channel: Channel;
  area: Scenario['area'];
  severity: Scenario['severity'];
  stage: 'new' | 'in-progress' | 'awaiting-reply' | 'solved';
  messages: StoryMessage[];
  /** How many of the messages stand in an older thread; the others were written when somebody came back to the ticket. */
  older: number;
  note?: { id: string; author: string; at: string; content: string };
  file?: 'png' | 'csv' | 'txt';
  unread: boolean;
}

const words = {
  dashboard: [
    'Weekly signups',
    'Revenue overview',
    'Churn watch',
    'Support load',
    'Product usage',
    'Board report',
    'Marketing funnel',
    'Onboarding',
    'Store traffic',
    'Release health',
  ],
  month: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October'],
  plan: ['Team', 'Business', 'Scale'],
  region: ['north', 'emea', 'apac', 'dach', 'nordics', 'iberia'],
  browser: ['Firefox', 'Safari', 'Chrome', 'Edge'],
} as const;

/** Every ticket of the demo, oldest first. The same for the same day, seed and count. */
export function makeHistory(random: Random, base: Date, count: number): Story[] {
  const ages = Array.from({ length: count }, () => span * random.next() ** 1.6 + 0.05).sort((a, b) => b - a);
  const requesters = shares(random, count);
  const stories = ages.map((age, i) => makeStory(random, base, age, requesters[i] ?? customers[0]!.email));
  keepAlicePlausible(stories);
  for (const [i, story] of stories.entries()) if (i % 12 === 5 && story.messages.length > 2) story.older = 2;
  return stories;
}

/** Who asks: exactly by share, in an order of the generator's. */
function shares(random: Random, count: number): string[] {
  const total = customers.reduce((sum, customer) => sum + customer.share, 0);
  const asked = customers.flatMap(({ email, share }) =>
    Array.from({ length: Math.round((count * share) / total) }, () => email),
  );
  while (asked.length < count) asked.push(random.pick(customers).email);
  for (let i = asked.length - 1; i > 0; i--) {
    const j = random.between(0, i);
    [asked[i], asked[j]] = [asked[j]!, asked[i]!];
  }
  return asked.slice(0, count);
}

function makeStory(random: Random, base: Date, age: number, email: string): Story {
  const scenario = random.pick(scenarios);
  const customer = customers.find((candidate) => candidate.email === email) ?? customers[0]!;
  const agent = random.pick(staff);
  const fill = filler(random, customer.name, agent.name, email);
  const channel =
    scenario.channel ??
    random.pick<Channel>(['form', 'form', 'form', 'portal', 'email', 'email', 'chat', 'phone']);
  const open = random.chance(age < 4 ? 0.8 : age < 30 ? 0.45 : age < 90 ? 0.15 : 0);
  const turns = open ? random.between(1, Math.max(1, scenario.turns.length - 1)) : scenario.turns.length;

  let at = base.getTime() - age * day;
  const latest = base.getTime() - 3 * minute;
  const messages: StoryMessage[] = [];
  for (const turn of scenario.turns.slice(0, turns)) {
    const fromCustomer = messages.length % 2 === 0;
    const previous = messages.at(-1);
    if (previous) {
      const pause = fromCustomer ? random.between(20, 26 * 60) : random.between(8, 300);
      // A young ticket has had little time for its turns.
      const left = Math.max(latest - at, minute);
      at += Math.min(pause * minute, left * (0.3 + 0.3 * random.next()));
    }
    const html = channel === 'email';
    const text = fill(turn);
    messages.push({
      id: newId(at, random.bytes(10)),
      author: fromCustomer ? email : agent.email,
      role: fromCustomer ? 'customer' : 'agent',
      at: new Date(at).toISOString(),
      channel: messages.length === 0 ? channel : fromCustomer ? (html ? 'email' : 'portal') : channel,
      format: html ? 'html' : 'markdown',
      content: html ? asMailHtml(text) : text,
      ...(html && previous ? { quoted: quote(previous) } : {}),
    });
  }
  const last = messages.at(-1)!;
  const story: Story = {
    id: newId(Date.parse(messages[0]!.at), random.bytes(10)),
    customer: email,
    company: customer.company,
    subject: makeSubject(random, scenario, fill),
    channel,
    area: scenario.area,
    severity: scenario.severity,
    stage: !open
      ? 'solved'
      : last.role === 'agent'
        ? 'awaiting-reply'
        : messages.length === 1
          ? 'new'
          : 'in-progress',
    messages,
    older: 0,
    unread: open && last.role === 'agent' && random.chance(0.4),
  };
  if (scenario.file && random.chance(0.06)) story.file = scenario.file;
  if (random.chance(0.25)) {
    const noted = Math.min(Date.parse(last.at) + random.between(1, 90) * minute, latest);
    story.note = {
      id: newId(noted, random.bytes(10)),
      author: agent.email,
      at: new Date(noted).toISOString(),
      content: fill(scenario.note),
    };
  }
  return story;
}

/** A few of Alice's newest tickets wait for her, some unread, so that the demo has something to answer. */
function keepAlicePlausible(stories: Story[]): void {
  const alice = customers[0]!.email;
  const own = stories.filter((story) => story.customer === alice);
  const waiting = own.filter((story) => story.stage === 'awaiting-reply');
  for (const story of own.slice(-40)) {
    if (waiting.length >= 5) break;
    if (story.stage !== 'solved') continue;
    const agentSpoke = story.messages.findLastIndex((message) => message.role === 'agent');
    if (agentSpoke < 1) continue;
    story.messages.length = agentSpoke + 1;
    story.stage = 'awaiting-reply';
    waiting.push(story);
  }
  for (const [i, story] of waiting.entries()) story.unread = i % 2 === 0;
  const illustrated = own.filter((story) => story.stage !== 'solved').slice(-2);
  for (const [i, story] of illustrated.entries()) story.file = i === 0 ? 'png' : 'csv';
}

function filler(random: Random, customer: string, agent: string, email: string): (text: string) => string {
  const values: Record<string, string> = {
    dashboard: random.pick(words.dashboard),
    month: random.pick(words.month),
    plan: random.pick(words.plan),
    region: random.pick(words.region),
    browser: random.pick(words.browser),
    n: String(random.between(2, 9)),
    id: String(random.between(1000, 9999)),
    agent: agent.split(' ')[0] ?? agent,
    me: customer.split(' ')[0] ?? customer,
    email,
  };
  return (text) => text.replace(/\{([a-z]+)\}/g, (whole, key: string) => values[key] ?? whole);
}

/** By name, as mail clients quote; an agent's address is nothing for customers. */
function quote(previous: StoryMessage): string {
  const name = [...staff, ...customers].find(({ email }) => email === previous.author)?.name ?? '';
  return `<p>${previous.at.slice(0, 16).replace('T', ' ')}, ${name} wrote:</p><blockquote>${previous.content}</blockquote>`;
}

function makeSubject(random: Random, scenario: Scenario, fill: (text: string) => string): string {
  const subject = random.pick(scenario.subjects);
  const plain = !/[{?]/.test(subject);
  return capitalized(fill(plain && random.chance(0.4) ? `${subject} ({region} workspace)` : subject));
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
