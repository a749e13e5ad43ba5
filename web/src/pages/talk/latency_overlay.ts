import type { AvatarEvents } from '../../element/events.ts';
import type { TurnMetrics } from '../../protocol/index.ts';

const MOST_TURNS = 5;
/** Names as the field uses them, in the order in which they happen. */
const SHOWN: readonly (keyof TurnMetrics)[] = [
  'end_of_turn_delay_ms',
  'llm_node_ttft_ms',
  'first_clause_ms',
  'tts_node_ttfb_ms',
  'ttfa_ms',
  'playback_latency_ms',
  'e2e_latency_ms',
  'face_start_skew_ms',
  'interruption_stop_ms',
];

/** Durations of the last turns in milliseconds, as a table over the figure; for operators. */
export class LatencyOverlay {
  private readonly table = document.createElement('table');
  private readonly turns: AvatarEvents['turnend'][] = [];

  constructor(place: HTMLElement) {
    this.table.className = 'latency';
    this.table.hidden = true;
    place.append(this.table);
  }

  get shown(): boolean {
    return !this.table.hidden;
  }

  show(on: boolean): void {
    this.table.hidden = !on;
  }

  add(turn: AvatarEvents['turnend']): void {
    this.turns.unshift(turn);
    this.turns.length = Math.min(this.turns.length, MOST_TURNS);
    const { table, turns } = this;
    table.textContent = '';
    const head = table.insertRow();
    cell(head, 'ms', 'th');
    for (const { source } of turns) cell(head, source, 'th');
    for (const name of SHOWN) {
      const row = table.insertRow();
      cell(row, name.replace(/_ms$/, ''), 'th');
      for (const { metrics } of turns) {
        const value = metrics[name];
        cell(row, typeof value === 'number' ? String(Math.round(value)) : '–');
      }
    }
  }
}

function cell(row: HTMLTableRowElement, text: string, tag = 'td'): void {
  const element = document.createElement(tag);
  element.textContent = text;
  row.append(element);
}
