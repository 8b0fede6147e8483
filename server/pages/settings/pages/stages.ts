import { html, nothing } from 'lit';
import type { PipelineSettings, StageSettings } from '../../../src/settings/pipelines.ts';
import { choice, rows, section, select, textField, toggle } from '../controls.ts';
import { nameAdder } from '../controls/name-adder.ts';
import { newId } from '../item-ids.ts';
import { pageWith, type PreviewView } from '../settings-page.ts';
import { stagesWords, type StagesWords } from '../words/stages.ts';

/** Pipelines, their stages, and what customers are told of them. */
export class StagesPage extends pageWith(stagesWords) {
  protected override readonly previewView: PreviewView = 'list';

  protected override renderPage(): unknown {
    const words = this.own;
    return [
      choice(this, {
        path: 'portal.statusDisplay',
        label: words.display,
        choices: [
          { value: 'stages', label: words.displayStages, help: words.displayStagesHelp },
          { value: 'state', label: words.displayState, help: words.displayStateHelp },
        ],
      }),
      ...this.editor.draft.pipelines.map((pipeline, index) => this.#renderPipeline(pipeline, index, words)),
      this.editor.readOnly
        ? nothing
        : section(
            words.pipelineNew,
            words.pipelinesHelp,
            nameAdder(this, {
              path: 'pipelines',
              label: words.pipelineName,
              addLabel: words.pipelineAdd,
              add: (name) => this.#addPipeline(name),
            }),
          ),
    ];
  }

  #renderPipeline(pipeline: PipelineSettings, index: number, words: StagesWords): unknown {
    const path = `pipelines.${index}`;
    const { inboxes, pipelines } = this.editor.draft;
    const users = inboxes.filter((inbox) => inbox.pipeline === pipeline.id).map(({ name }) => name);
    const removable = users.length === 0 && pipelines.length > 1 && !this.editor.readOnly;
    return section(pipeline.name || words.pipelineName, nothing, [
      textField(this, {
        path: `${path}.name`,
        label: words.pipelineName,
        maxLength: 120,
        ...(users.length > 0 ? { help: words.pipelineUsed(users.join(', ')) } : {}),
      }),
      rows<StageSettings>(this, {
        path: `${path}.stages`,
        label: words.stagesOf(pipeline.name),
        ordered: true,
        nameOf: ({ label }) => label,
        row: (stage, at) => this.#renderStage(stage, at, words),
      }),
      nameAdder(this, {
        path: `${path}.stages`,
        label: words.stageNew(pipeline.name),
        addLabel: words.stageAdd,
        add: (name) => this.#addStage(path, pipeline, name),
      }),
      removable
        ? html`<p>
            <button class="button danger" @click=${() => this.#removePipeline(index)}>
              ${this.shared.removeItem(pipeline.name)}
            </button>
          </p>`
        : nothing,
    ]);
  }

  #renderStage(stage: StageSettings, at: string, words: StagesWords): unknown {
    const byStages = this.editor.draft.portal.statusDisplay === 'stages';
    const told = stage.hidden || !byStages ? words[stage.state] : (stage.customerLabel ?? stage.label);
    return html`<div class="side-by-side">
        ${textField(this, { path: `${at}.label`, label: words.label, maxLength: 120 })}
        ${textField(this, {
          path: `${at}.customerLabel`,
          label: words.customerLabel,
          placeholder: stage.label,
          optional: true,
          maxLength: 120,
        })}
        ${select(this, {
          path: `${at}.state`,
          label: words.state,
          choices: [
            { value: 'open', label: words.open },
            { value: 'closed', label: words.closed },
          ],
        })}
        ${select(this, {
          path: `${at}.awaiting`,
          label: words.awaiting,
          empty: words.awaitingNobody,
          choices: [
            { value: 'agent', label: words.awaitingAgent },
            { value: 'customer', label: words.awaitingCustomer },
          ],
        })}
      </div>
      ${toggle(this, { path: `${at}.hidden`, label: words.hidden })}
      <p class="label">${words.customersSee(told)}</p>`;
  }

  #addStage(path: string, { stages }: PipelineSettings, label: string): string {
    const id = newId(label, this.#stageIds(), 'stage');
    this.editor.set(`${path}.stages`, [...stages, { id, label, state: 'open', hidden: false }]);
    return `${path}.stages.${stages.length}.customerLabel`;
  }

  #addPipeline(name: string): string {
    const { pipelines } = this.editor.draft;
    const words = this.own;
    const id = newId(
      name,
      pipelines.map((one) => one.id),
      'pipeline',
    );
    const taken = this.#stageIds();
    const first = newId(`${id} ${words.firstStage}`, taken, 'stage');
    const last = newId(`${id} ${words.lastStage}`, [...taken, first], 'stage');
    const added: PipelineSettings = {
      id,
      name,
      stages: [
        { id: first, label: words.firstStage, state: 'open', awaiting: 'agent', hidden: false },
        { id: last, label: words.lastStage, state: 'closed', hidden: false },
      ],
    };
    this.editor.set('pipelines', [...pipelines, added]);
    return `pipelines.${pipelines.length}.name`;
  }

  #removePipeline(index: number): void {
    const { pipelines } = this.editor.draft;
    this.announce(this.shared.removed(pipelines[index]?.name ?? ''));
    this.editor.set(
      'pipelines',
      pipelines.filter((_, other) => other !== index),
    );
    void this.show();
  }

  /** Ids of stages differ across pipelines; those that hold and are taken out count too, so that none comes to mean another. */
  #stageIds(): string[] {
    const { draft, saved } = this.editor;
    return [...draft.pipelines, ...saved.pipelines].flatMap(({ stages }) => stages.map(({ id }) => id));
  }
}
