import { button } from './dom.js';
import { type Palette, palettes } from './view-style.js';

export interface Theme {
  readonly root: HTMLElement;
  palette(): Palette;
}

/** Follows the system until the button is used. Prints are light. */
export function createTheme(changed: (palette: Palette) => void): Theme {
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  let chosen: 'light' | 'dark' | undefined;
  let printing = false;
  const current = (): 'light' | 'dark' =>
    printing ? 'light' : (chosen ?? (system.matches ? 'dark' : 'light'));
  const apply = (): void => {
    document.documentElement.dataset.theme = current();
    root.setAttribute('aria-pressed', String(current() === 'dark'));
    changed(palettes[current()]);
  };
  const root = button(
    'Dark',
    () => {
      chosen = current() === 'dark' ? 'light' : 'dark';
      apply();
    },
    { 'aria-pressed': 'false' },
  );
  document.documentElement.dataset.theme = current();
  root.setAttribute('aria-pressed', String(current() === 'dark'));
  system.addEventListener('change', apply);
  const print = (isPrinting: boolean) => (): void => {
    printing = isPrinting;
    apply();
  };
  window.addEventListener('beforeprint', print(true));
  window.addEventListener('afterprint', print(false));
  return { root, palette: () => palettes[current()] };
}
