import { beforeEach, describe, expect, it } from 'vitest';
import { Invitations, type Shown } from '../../../src/pages/pairing/invitations.ts';

/** What the server would say, and what it was asked. */
class FakeServer {
  readonly asked: [path: string, body: object][] = [];
  token: string | null = null;
  down = false;
  codes = 0;

  readonly post = async (path: string, body: object): Promise<unknown> => {
    if (this.down) throw new Error('down');
    this.asked.push([path, body]);
    if (path === 'v1/pages/token') return { token: this.token, expires_in_s: this.token ? 600 : null };
    this.codes++;
    return { code: `CODE${this.codes}`, secret: `s${this.codes}`, expires_in_s: 600 };
  };
}

describe('tokens of the page’s own server', () => {
  let server: FakeServer;
  let shown: (Shown | null)[];
  let waits: (() => void)[];
  let now: number;
  let invitations: Invitations;
  const arrive = () => new Promise((done) => setTimeout(done));
  const wait = async () => {
    now += 3000;
    for (const go of waits.splice(0)) go();
    await arrive();
  };

  beforeEach(() => {
    server = new FakeServer();
    shown = [];
    waits = [];
    now = 1e6;
    const timers = { setTimeout: ((go: () => void) => waits.push(go)) as unknown as typeof setTimeout };
    invitations = new Invitations(
      server.post,
      (one) => shown.push(one),
      timers,
      () => now,
    );
  });

  it('come at once for a browser that was let in before', async () => {
    server.token = 'eyJ';
    expect(await invitations.token()).toBe('eyJ');
    expect([server.codes, shown]).toEqual([0, [null]]);
  });

  it('come once somebody has typed the code that is shown', async () => {
    const first = invitations.token();
    expect(invitations.token()).toBe(first);
    await arrive();
    expect(shown).toEqual([{ code: 'CODE1', seconds: 600 }]);
    await wait();
    server.token = 'eyJ';
    await wait();
    expect(await first).toBe('eyJ');
    expect(server.codes).toBe(1);
    expect(server.asked[server.asked.length - 1]).toEqual(['v1/pages/token', { secret: 's1' }]);
    expect(shown[shown.length - 1]).toBeNull();
  });

  it('are waited for with a new code when one has ended', async () => {
    void invitations.token();
    await arrive();
    now += 600_000;
    await wait();
    expect(shown.map((one) => one?.code)).toEqual(['CODE1', 'CODE2']);
  });

  it('are not there while the server is away, which may come back and know no codes', async () => {
    const first = invitations.token();
    await arrive();
    server.down = true;
    const failed = expect(first).rejects.toThrow('down');
    await wait();
    await failed;
    expect(shown[shown.length - 1]).toBeNull();
    server.down = false;
    void invitations.token();
    await arrive();
    expect(shown[shown.length - 1]).toEqual({ code: 'CODE2', seconds: 600 });
  });
});
