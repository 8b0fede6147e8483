import { isAbort, PortalError } from '../../../src/api/errors.ts';
import { differences, type Difference } from '../../src/settings/difference.ts';
import type { Missing } from '../../src/settings/completeness.ts';
import type { GatewaySettings } from '../../src/settings/settings.ts';
import { complete, getAt, isRecord, meets, mergeOf, mergeOnto, setAt } from './paths.ts';
import type { SettingsApi, SettingsState, TriedOut } from './settings-api.ts';

/** What an owner is told of a place in the document. */
export interface FieldProblem {
  code: string;
  /** The gateway's own words, in English. */
  reason?: string;
}

/** Somebody else has saved since this document was read. */
export interface Conflict {
  theirs: Difference[];
  /** Paths that both have changed: theirs stay unless one insists. */
  collisions: string[];
  /** Who it was, where the gateway can tell. */
  by?: string;
  state: SettingsState;
}

/** Milliseconds without an edit, before the gateway is asked what a draft lacks. */
const pauseBeforeTrial = 350;

/**
 * The settings document while an owner works on it: what holds, what is typed, and what stands in the way of saving.
 * It renders nothing, and knows paths instead of fields.
 */
export class SettingsEditor {
  #state: SettingsState | undefined;
  #draft: GatewaySettings | undefined;
  #compared: { of: readonly unknown[]; changes: Difference[] } = { of: [], changes: [] };
  #problems = new Map<string, FieldProblem>();
  #trial: TriedOut | undefined;
  #trialTimer: ReturnType<typeof setTimeout> | undefined;
  #trying: AbortController | undefined;
  #turning: Promise<boolean> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #api: SettingsApi;

  /** Why the document could not be read. */
  failure: PortalError | undefined;
  /** Why the last save came to nothing, where no field is to blame. */
  saveFailure: PortalError | undefined;
  conflict: Conflict | undefined;
  saving = false;

  constructor(api: SettingsApi) {
    this.#api = api;
  }

  get api(): SettingsApi {
    return this.#api;
  }

  get ready(): boolean {
    return this.#draft !== undefined;
  }

  /** The document that holds. Only once `ready`. */
  get saved(): GatewaySettings {
    return this.#known.settings;
  }

  /** The document as it is typed. Only once `ready`; never changed in place. */
  get draft(): GatewaySettings {
    if (!this.#draft) throw new Error('the settings are not loaded');
    return this.#draft;
  }

  get version(): number {
    return this.#known.version;
  }

  /** Whether the document is kept as a file, and cannot be saved here. */
  get readOnly(): boolean {
    return this.#state?.readOnly ?? true;
  }

  /** Origins that are let in already: the gateway's own, and those of its environment and the saved document. */
  get origins(): readonly string[] {
    return this.#state?.origins ?? [];
  }

  /** What keeps the portal from being turned on: of the draft, as soon as the gateway has judged it. */
  get missing(): readonly Missing[] {
    return this.#trial?.missing ?? this.#state?.missing ?? [];
  }

  /** What the draft would tell pages; absent until the gateway has answered, or while the draft is not valid. */
  get trial(): TriedOut | undefined {
    return this.#trial;
  }

  get dirty(): boolean {
    return this.changes.length > 0;
  }

  /** What differs from the document that holds. */
  get changes(): readonly Difference[] {
    const now = [this.#state?.settings, this.#draft] as const;
    // Asked for with every render, and contact lists may be long.
    if (now[0] !== this.#compared.of[0] || now[1] !== this.#compared.of[1])
      this.#compared = { of: now, changes: now[0] && now[1] ? differences(...now) : [] };
    return this.#compared.changes;
  }

  get problems(): ReadonlyMap<string, FieldProblem> {
    return this.#problems;
  }

  get(path: string): unknown {
    return getAt(this.#draft, path);
  }

  /** Sets what stands at a path; `undefined` takes it away. */
  set(path: string, value: unknown): void {
    if (this.readOnly || !this.#draft) return;
    if (JSON.stringify(this.get(path)) === JSON.stringify(value)) return;
    this.#draft = setAt(this.#draft, path, value);
    this.#clearProblems(path);
    this.#tell();
    this.#tryOutSoon();
  }

  /** The first problem at a path, or anywhere below it. */
  problemAt(path: string, below = false): FieldProblem | undefined {
    const exact = this.#problems.get(path);
    if (exact || !below) return exact;
    for (const [at, problem] of this.#problems) if (at.startsWith(`${path}.`)) return problem;
    return undefined;
  }

  /** Reads the document anew. What is typed and not saved is put on top of it, where both have not changed the same. */
  async load(): Promise<void> {
    this.failure = this.saveFailure = undefined;
    try {
      const state = await this.#api.read();
      const before = this.#state;
      this.#draft =
        before && this.#draft ? mergeOnto(before.settings, this.#draft, state.settings) : state.settings;
      this.#state = state;
    } catch (thrown) {
      this.failure = PortalError.from(thrown);
    }
    this.#tell();
    this.#tryOutSoon();
  }

  /** Resolves with whether the draft holds now. */
  async save(): Promise<boolean> {
    // What shows as on is saved as on, or nothing is.
    if (this.#turning && !(await this.#turning)) return false;
    if (this.saving || this.readOnly || !this.#draft || !this.dirty) return false;
    this.saving = true;
    this.saveFailure = undefined;
    this.#problems = new Map();
    this.#tell();
    const { draft, version } = this;
    try {
      await this.#api.save(version, draft);
      // Read again: the gateway has put addresses in lower case, say, and what was typed meanwhile stays typed.
      const state = await this.#api
        .read()
        .catch(() => ({ ...this.#known, version: version + 1, settings: draft }));
      this.#draft = mergeOnto(draft, this.draft, state.settings);
      this.#state = state;
      return true;
    } catch (thrown) {
      return await this.#refused(PortalError.from(thrown), draft);
    } finally {
      this.saving = false;
      this.#tell();
      this.#tryOutSoon();
    }
  }

  discard(): void {
    if (!this.#state) return;
    this.#turning = undefined;
    this.#draft = this.#state.settings;
    this.#problems = new Map();
    this.saveFailure = this.conflict = undefined;
    this.#tell();
    this.#tryOutSoon();
  }

  /** Ends a conflict by forgetting what was typed here. */
  takeTheirs(): void {
    if (!this.conflict) return;
    this.#state = this.conflict.state;
    this.discard();
  }

  /** Ends a conflict by putting what was typed here on top of theirs. Where both changed the same, theirs stays, but for `insist`. */
  keepMine(insist: readonly string[] = []): void {
    if (!this.conflict) return;
    const { state } = this.conflict;
    this.#draft = mergeOnto(this.saved, this.draft, state.settings, insist);
    this.#state = state;
    this.conflict = undefined;
    this.#tell();
    this.#tryOutSoon();
  }

  /** The document as a file keeps it: with the shape it was written in, for later gateways. */
  toFile(): Record<string, unknown> {
    return { schema: this.#known.schema, ...this.draft };
  }

  /**
   * Takes a document from a file as unsaved changes. What it leaves out stays. Resolves with whether it is one at all;
   * of another shape than today's, the gateway says what it means now.
   */
  async replace(document: unknown): Promise<boolean> {
    if (this.readOnly || !isRecord(document)) return false;
    const { schema = this.#known.schema, ...rest } = document;
    let given: Record<string, unknown> = rest;
    if (schema !== this.#known.schema) {
      try {
        given = { ...(await this.#api.tryOut(document as unknown as GatewaySettings)).settings };
      } catch {
        return false;
      }
    }
    this.#draft = complete(given, { ...this.saved }) as GatewaySettings;
    this.#problems = new Map();
    this.#tell();
    this.#tryOutSoon();
    return true;
  }

  /** Whether the gateway is asked if the portal can be on. */
  get turning(): boolean {
    return this.#turning !== undefined;
  }

  /**
   * Turns the portal on in the draft once the gateway finds nothing missing for that; resolves with whether it does not.
   * A save waits for it.
   */
  turnOn(): Promise<boolean> {
    const turning = this.judge().then((missing) => {
      // What a connected form lacks keeps the document from being saved at all, and is told then.
      const able = missing.every(({ what }) => what.startsWith('form-'));
      // Unless somebody has thought better of it.
      if (this.#turning === turning) {
        this.#turning = undefined;
        if (able) this.set('portal.enabled', true);
      }
      return able;
    });
    this.#turning = turning;
    this.#tell();
    return turning;
  }

  turnOff(): void {
    this.#turning = undefined;
    this.set('portal.enabled', false);
    this.#tell();
  }

  /** Asks the gateway now what keeps the draft from being turned on. While it cannot say, nothing does: it judges each save. */
  async judge(): Promise<readonly Missing[]> {
    clearTimeout(this.#trialTimer);
    this.#trying?.abort();
    await this.#tryOut();
    return this.#trial?.missing ?? [];
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stops what is under way. */
  close(): void {
    clearTimeout(this.#trialTimer);
    this.#trying?.abort();
  }

  get #known(): SettingsState {
    if (!this.#state) throw new Error('the settings are not loaded');
    return this.#state;
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #clearProblems(path: string): void {
    this.saveFailure = undefined;
    for (const at of this.#problems.keys()) if (meets(at, path)) this.#problems.delete(at);
  }

  /** Resolves with whether the draft that was sent holds even so. */
  async #refused(problem: PortalError, sent: GatewaySettings): Promise<boolean> {
    if (problem.code === 'invalid' && problem.fields?.length) {
      for (const { field, code, reason } of problem.fields)
        if (!this.#problems.has(field)) this.#problems.set(field, { code, ...(reason && { reason }) });
      return false;
    }
    this.saveFailure = problem;
    if (problem.code !== 'conflict') return false;
    try {
      const { version } = this;
      const [state, history] = await Promise.all([this.#api.read(), this.#api.history().catch(() => [])]);
      // Saved the first time already, and only the answer was lost.
      if (differences(sent, state.settings).length === 0) {
        this.#draft = mergeOnto(sent, this.draft, state.settings);
        this.#state = state;
        this.saveFailure = undefined;
        return true;
      }
      const names = history.filter((saved) => saved.version > version).map(({ by }) => by.name);
      this.conflict = {
        ...mergeOf(this.saved, this.draft, state.settings),
        state,
        ...(names.length > 0 && { by: [...new Set(names)].join(', ') }),
      };
      this.saveFailure = undefined;
    } catch (thrown) {
      this.saveFailure = PortalError.from(thrown);
    }
    return false;
  }

  #tryOutSoon(): void {
    clearTimeout(this.#trialTimer);
    this.#trying?.abort();
    this.#trialTimer = setTimeout(() => void this.#tryOut(), pauseBeforeTrial);
  }

  async #tryOut(): Promise<void> {
    if (!this.#draft) return;
    const { signal } = (this.#trying = new AbortController());
    try {
      const trial = await this.#api.tryOut(this.#draft, signal);
      if (!signal.aborted) this.#trial = trial;
    } catch (thrown) {
      // What is wrong is told when it is saved: nobody wants to be corrected in the middle of a word.
      if (isAbort(thrown) || signal.aborted) return;
      this.#trial = undefined;
    }
    this.#tell();
  }
}
