/** What a session wants to know of the page it lives in. */
export interface PageEvents {
  /** The page is shown again. */
  wake(): void;
  /** The device says that it has a network again. */
  online(): void;
  /** The page goes away. */
  leave(): void;
}

/** Watches a page's visibility, its network and its end. Without a page, as in tests, nothing happens. */
export class PageWatch {
  private readonly page: Window | null;
  private readonly events: PageEvents;

  constructor(page: Window | null, events: PageEvents) {
    this.page = page;
    this.events = events;
  }

  /** Whether the device says that it has no network. A server on the device itself may be reached even so. */
  get offline(): boolean {
    return this.page?.navigator.onLine === false;
  }

  start(): void {
    this.listen((target, type, listener) => target.addEventListener(type, listener));
  }

  stop(): void {
    this.listen((target, type, listener) => target.removeEventListener(type, listener));
  }

  private listen(attach: (target: EventTarget, type: string, listener: () => void) => void): void {
    if (!this.page) return;
    attach(this.page, 'online', this.onOnline);
    attach(this.page, 'offline', this.onOnline);
    attach(this.page, 'pagehide', this.onHide);
    attach(this.page, 'pageshow', this.onShow);
    attach(this.page.document, 'visibilitychange', this.onShow);
  }

  private readonly onOnline = (): void => this.events.online();
  private readonly onHide = (): void => this.events.leave();
  private readonly onShow = (): void => {
    if (!this.page?.document.hidden) this.events.wake();
  };
}
