import type { Canary } from './canaries.ts';
import type { Decision } from './decisions.ts';
import { mayKnow } from './oracle.ts';
import type { World } from './world.ts';

/** A canary where it must not be. */
export interface Leak {
  what: string;
  /** Who has come to know it; for what is written down, where. */
  who: string;
  where: string;
}

/** Reads along with everything that leaves the gateway. */
export class Witness {
  readonly #world: World;
  readonly leaks: Leak[] = [];
  /** Canaries that came to those who may know them, as `who what`: what nobody ever reads proves nothing. */
  readonly met = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * What somebody has received, while one of some decisions held. `sent` is the request's own text: a single word of
   * it that comes back has not leaked; its twin, which nobody sends, would have.
   */
  read(who: string, text: string, where: string, by: readonly Decision[], sent = ''): void {
    let echo: ReadonlySet<Canary> | undefined;
    for (const canary of this.#world.canaries.in(text)) {
      if (by.some((decision) => mayKnow(who, canary, decision, this.#world))) {
        this.met.add(`${who} ${canary.value}`);
        continue;
      }
      echo ??= new Set(this.#world.canaries.in(sent));
      if (!echo.has(canary)) this.leaks.push({ what: canary.what, who, where });
    }
  }

  /** What `read` must have met by now: all that somebody may know. */
  unmet(decision: Decision): string[] {
    const readable = (canary: Canary): boolean =>
      canary.place.at !== 'said' &&
      // Known to their owner, and never told again.
      !/^(a browser|the key of a write|the id of a file not sent)$/.test(canary.what);
    return [...this.#world.clients.keys()].flatMap((who) =>
      this.#world.canaries.all
        .filter((canary) => readable(canary) && mayKnow(who, canary, decision, this.#world))
        .filter((canary) => !this.met.has(`${who} ${canary.value}`))
        .map((canary) => `${who}: ${canary.what}, ${JSON.stringify(canary.place)}`),
    );
  }

  /** The mails on their way, and those sent. Somebody's own address stands in theirs, and the owner's words. */
  async readMails(): Promise<number> {
    const mails = await this.#world.started.gateway.storage.db.selectFrom('mails').selectAll().execute();
    for (const { to_address: to, ...mail } of mails) {
      for (const canary of this.#world.canaries.in(JSON.stringify(mail))) {
        if (canary.place.at === 'letter' || to.includes(canary.value)) continue;
        this.leaks.push({ what: canary.what, who: 'a mail', where: mail.subject });
      }
    }
    return mails.length;
  }

  /** The log knows nobody's words at all, neither what came in nor what went out. */
  readLog(): number {
    const lines = this.#world.started.log().trim().split('\n');
    for (const line of lines) {
      for (const canary of this.#world.canaries.in(line)) {
        // Who saved settings is written down.
        if (canary.what === 'the id of staff' && line.includes('settings saved')) continue;
        this.leaks.push({ what: canary.what, who: 'the log', where: line });
      }
    }
    return lines.length;
  }
}
