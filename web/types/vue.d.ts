// Makes `<visavis-avatar>` known to Vue's templates: `import type {} from 'visavis/vue'`.
import type { HTMLAttributes, PublicProps } from 'vue';
import type { AvatarAttributes, ElementEventMap, SessionToken, VisavisAvatarElement } from './element/index.js';

/** Handlers as Vue names them: what a template calls `@sentence` is `onSentence`. */
type Handlers = { [K in keyof ElementEventMap as `on${Capitalize<K>}`]?: (event: ElementEventMap[K]) => void };

/** What stands in a template; the element itself is what a template ref holds. */
type InTemplate = VisavisAvatarElement & {
  /** For templates only. */
  $props: Omit<HTMLAttributes, keyof Handlers> &
    Handlers &
    AvatarAttributes & {
      /** Shows that this page may speak, where the server asks for it. */
      readonly token?: SessionToken;
    } & PublicProps;
};

declare module 'vue' {
  interface GlobalComponents {
    'visavis-avatar': new () => InTemplate;
  }
}
