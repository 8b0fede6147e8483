import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { choiceList, numberField, section, select, tagList, textField, toggle } from '../controls.ts';
import { copyable } from '../controls/copyable.ts';
import { linkTo } from '../pages.ts';
import { pageWith } from '../settings-page.ts';
import { generalWords } from '../words/general.ts';

/** Languages that the elements have words in. */
const spoken = ['en', 'pl'];
const idleChoices = [20 * 60, 40 * 60, 60 * 60, 24 * 3600];
const sessionChoices = [8 * 3600, 24 * 3600, 7 * 24 * 3600, 30 * 24 * 3600, 90 * 24 * 3600];

/** Name, place, languages, sessions, and the switch that opens the portal. */
export class GeneralPage extends pageWith(generalWords) {
  protected override readonly previewView = 'nav';
  /** Whether somebody has just tried to turn on what cannot be on. */
  @state() private refused = false;

  protected override renderPage(): unknown {
    const words = this.own;
    return html`${this.#renderSwitch()}
    ${section(words.nameAndAddress, nothing, [
      textField(this, { path: 'portal.name', label: words.name, help: words.nameHelp, maxLength: 120 }),
      this.#renderSlug(),
    ])}
    ${section(words.where, words.whereIntro, this.#renderPlace())}
    ${section(
      words.languages,
      nothing,
      choiceList(this, {
        path: 'portal.languages',
        label: words.offered,
        help: words.languagesHelp,
        addLabel: words.addLanguage,
        choices: spoken.map((value) => ({ value, label: languageName(value, this.locale.tag) })),
        note: (index) => (index === 0 ? words.fallback : undefined),
      }),
    )}
    ${section(words.sessions, words.sessionsIntro, this.#renderSessions())}
    ${section(
      words.help,
      nothing,
      textField(this, {
        path: 'portal.contactHint',
        label: words.contactHint,
        help: words.contactHintHelp,
        optional: true,
        maxLength: 500,
      }),
    )}
    ${section(words.files, nothing, this.#renderFiles())}`;
  }

  #renderSwitch(): unknown {
    const words = this.own;
    const { editor } = this;
    const isOn = editor.get('portal.enabled') === true;
    // What a connected form lacks keeps the document from being saved at all, and is told then.
    const lacking = editor.missing.filter(({ what }) => !what.startsWith('form-'));
    return html`<div class=${isOn ? 'note' : 'note warning'}>
      ${toggle(this, {
        path: 'portal.enabled',
        label: words.on,
        help: isOn ? words.onHelp : words.offHelp,
        value: isOn || editor.turning,
        change: (on) => {
          this.refused = false;
          if (on) void this.#turnOn();
          else editor.turnOff();
        },
      })}
      ${
        lacking.length > 0
          ? html`<div role=${this.refused ? 'alert' : nothing}>
              <p>
                ${this.refused && !isOn ? html`<span class="problem">${words.refusedOn}</span>` : nothing}
                ${this.shared.missing}:
              </p>
              <ul>
                ${lacking.map(
                  ({ path, what }) =>
                    html`<li><a href=${linkTo(path)}>${this.shared.missingWhat[what]}</a></li>`,
                )}
              </ul>
            </div>`
          : nothing
      }
    </div>`;
  }

  async #turnOn(): Promise<void> {
    this.refused = !(await this.editor.turnOn());
  }

  #renderSlug(): unknown {
    const words = this.own;
    const slug = this.editor.draft.portal.slug;
    return textField(this, {
      path: 'portal.slug',
      label: words.slug,
      help: words.slugHelp(`${location.origin}/${slug}/`),
      before: `${location.host}/`,
      after: '/',
      code: true,
      maxLength: 63,
    });
  }

  #renderPlace(): unknown {
    const words = this.own;
    const { editor } = this;
    const named = new Set(editor.saved.portal.origins);
    const known = editor.origins.filter((origin) => !named.has(origin));
    const lacks = editor.missing.some(({ what }) => what === 'origins');
    return [
      tagList(this, {
        path: 'portal.origins',
        label: words.origins,
        help: html`${words.originsHelp} ${known.length > 0 ? words.originsKnown(known.join(', ')) : nothing}`,
        addLabel: words.addOrigin,
        placeholder: 'https://help.example.com',
        normalize: originOf,
        refusal: words.notAnOrigin,
        empty: lacks ? words.originsMissing : words.noOrigins,
      }),
      copyable(this, { id: 'tags', label: words.tags, help: words.tagsHelp, text: tagsFor(location.origin) }),
      toggle(this, { path: 'portal.showLink', label: words.showLink, help: words.showLinkHelp }),
    ];
  }

  #renderSessions(): unknown {
    const words = this.own;
    const duration = (seconds: number): string => {
      if (seconds % 86400 === 0 && seconds > 86400) return words.days(seconds / 86400);
      if (seconds % 3600 === 0 && seconds > 3600) return words.hours(seconds / 3600);
      return seconds % 60 === 0 ? words.minutes(seconds / 60) : words.seconds(seconds);
    };
    // One that a file or another page has set is a choice too.
    const choices = (known: readonly number[], path: string) => {
      const current = this.editor.get(path);
      const all = typeof current === 'number' ? [...new Set([...known, current])] : [...known];
      return all.sort((a, b) => a - b).map((value) => ({ value, label: duration(value) }));
    };
    return html`<div class="side-by-side">
      ${select<number>(this, {
        path: 'portal.idleSeconds',
        label: words.idle,
        help: words.idleHelp,
        empty: words.idleOff,
        choices: choices(idleChoices, 'portal.idleSeconds'),
      })}
      ${select<number>(this, {
        path: 'portal.sessionSeconds',
        label: words.absolute,
        choices: choices(sessionChoices, 'portal.sessionSeconds'),
      })}
    </div>`;
  }

  #renderFiles(): unknown {
    const words = this.own;
    return html`<div class="side-by-side">
        ${numberField(this, {
          path: 'attachments.maxBytes',
          label: words.maxBytes,
          unit: 'MB',
          scale: 1_000_000,
          min: 0,
        })}
        ${numberField(this, { path: 'attachments.maxCount', label: words.maxCount, min: 1 })}
      </div>
      ${tagList(this, {
        path: 'attachments.accept',
        label: words.accept,
        help: words.acceptHelp,
        addLabel: words.addKind,
        placeholder: '.pdf',
        empty: words.everyKind,
      })}
      ${textField(this, {
        path: 'reference.prefix',
        label: words.prefix,
        help: words.prefixHelp(`${this.editor.draft.reference.prefix}-2041`),
        code: true,
        maxLength: 8,
        change: (value) => this.editor.set('reference.prefix', value.toUpperCase()),
      })}`;
  }
}

/** The origin of what was typed or pasted, with or without scheme and path. */
function originOf(text: string): string | undefined {
  const typed = text.trim();
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  if (!URL.canParse(address)) return undefined;
  const { origin, hostname, protocol } = new URL(address);
  const isSite = hostname === 'localhost' || /[.:]/.test(hostname);
  return /^https?:$/.test(protocol) && isSite ? origin : undefined;
}

function languageName(value: string, tag: string): string {
  const name = new Intl.DisplayNames(tag, { type: 'language' }).of(value) ?? value;
  return `${name.charAt(0).toLocaleUpperCase(tag)}${name.slice(1)}`;
}

/** What a page of a named site carries: the whole portal, by the gateway at this address. */
const tagsFor = (gateway: string): string =>
  `<script type="module" src="${gateway}/cdn/portico.js"></script>

<portal-provider gateway="${gateway}">
  <portal-app></portal-app>
</portal-provider>`;
