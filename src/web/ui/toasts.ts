import { type ReadonlySignal, signal } from '@preact/signals';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'good' | 'bad';
}

const SHOWN_MS = 6000;
const SHOWN_AT_ONCE = 3;
const list = signal<readonly Toast[]>([]);
let lastId = 0;

export const toasts: ReadonlySignal<readonly Toast[]> = list;

/** Says something briefly, to eyes and to screen readers. */
export function say(text: string, kind: Toast['kind'] = 'good'): void {
  lastId += 1;
  const toast = { id: lastId, text, kind };
  list.value = [...list.value, toast].slice(-SHOWN_AT_ONCE);
  setTimeout(() => dismissToast(toast.id), SHOWN_MS);
}

export function dismissToast(id: number): void {
  list.value = list.value.filter((toast) => toast.id !== id);
}
