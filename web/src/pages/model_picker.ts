import type { ModelManifest } from '../avatar/manifest.ts';
import type { Avatar } from '../element/avatar.ts';
import { fill, part } from './dom.ts';
import type { Language } from './language.ts';
import { modelAddress } from './query_options.ts';

const DEFAULT_MODEL = 'mei';

/** The models that the server offers, the one asked for in the address, and the visitor's own file. */
export class ModelPicker {
  private readonly select = part<HTMLSelectElement>('model');
  private readonly avatar: Avatar;
  private readonly language: Language;
  private offered: readonly ModelManifest[] = [];
  private chosen: string;
  private ownFile: { readonly name: string; readonly url: string } | null = null;

  /** @param asked name or address from the page's query */
  constructor(avatar: Avatar, language: Language, asked: string | undefined) {
    this.avatar = avatar;
    this.language = language;
    this.chosen = asked ?? DEFAULT_MODEL;
    language.onChange(() => this.list());
    this.select.addEventListener('change', () => this.load(this.select.value));
    const file = part<HTMLInputElement>('own-file');
    part('own-model').addEventListener('click', () => file.click());
    file.addEventListener('change', () => {
      const own = file.files?.[0];
      file.value = '';
      if (own) this.loadFile(own);
    });
  }

  /** Fetches the list and loads the first model. A server without a list still has its default model. */
  async start(): Promise<void> {
    try {
      const response = await fetch('models/index.json');
      const list: unknown = response.ok ? await response.json() : [];
      const models = Array.isArray(list) ? list : (list as { models?: unknown }).models;
      this.offered = (Array.isArray(models) ? models : []).filter((model) => typeof model?.name === 'string');
    } catch {
      this.offered = [];
    }
    const known = this.offered.some(({ name }) => name === this.chosen);
    if (!known && this.chosen === DEFAULT_MODEL && this.offered.length > 0) this.chosen = this.offered[0]!.name;
    this.list();
    this.load(this.chosen);
  }

  private load(model: string): void {
    this.chosen = model;
    const own = this.ownFile;
    const address = own && model === own.name ? own.url : modelAddress(model, document.baseURI);
    if (address) this.avatar.loadModel(address).catch(() => {});
    else {
      const message = `a model of another site is not loaded by a link: ${model}`;
      this.avatar.events.emit('error', { code: 'model_not_found', message, retryable: false });
    }
  }

  private loadFile(file: File): void {
    if (this.ownFile) URL.revokeObjectURL(this.ownFile.url);
    this.ownFile = { name: file.name, url: URL.createObjectURL(file) };
    this.load(file.name);
    this.list();
  }

  private list(): void {
    const names = this.offered.map(({ name, title, title_zh }) => {
      const shown = this.language.current === 'zh' ? (title_zh ?? title) : title;
      return { value: name, text: shown ?? name };
    });
    for (const extra of [this.chosen, this.ownFile?.name]) {
      if (extra && !names.some(({ value }) => value === extra)) names.push({ value: extra, text: extra });
    }
    fill(
      this.select,
      names.map(({ value, text }) => new Option(text, value, false, value === this.chosen)),
    );
  }
}
