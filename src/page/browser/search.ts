import type { PageData, PageNode } from '../data.js';
import { appearanceOf } from './appearance.js';
import { element } from './dom.js';

export interface Search {
  readonly root: HTMLElement;
  focus(): void;
}

const listed = 30;

export interface SearchActions {
  /** Undefined: no search. */
  readonly found: (ids: ReadonlySet<string> | undefined) => void;
  readonly choose: (id: string) => void;
}

/** A combobox (WAI-ARIA Authoring Practices): arrow keys go through the list, Enter chooses, Escape ends the search. */
export function createSearch(data: PageData, { found, choose }: SearchActions): Search {
  const texts = new Map(data.nodes.map((node) => [node.id, searchText(node, data)]));
  const list = element('ul', {
    class: 'results',
    id: 'results',
    role: 'listbox',
    'aria-label': 'Objects',
    hidden: true,
  });
  const input = element('input', {
    type: 'search',
    placeholder: 'Search name, value, pattern, id ( / )',
    'aria-label': 'Search objects',
    role: 'combobox',
    'aria-expanded': 'false',
    'aria-controls': 'results',
    'aria-autocomplete': 'list',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const status = element('span', { class: 'result-count', role: 'status' });
  let results: readonly PageNode[] = [];
  let active = -1;

  const close = (): void => {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
    active = -1;
  };
  const pick = (node: PageNode | undefined): void => {
    if (node === undefined) return;
    close();
    found(undefined);
    choose(node.id);
  };
  const move = (step: number): void => {
    const options = list.querySelectorAll('[role="option"]');
    if (options.length === 0) return;
    active = (active + step + options.length) % options.length;
    for (const [index, option] of options.entries())
      option.setAttribute('aria-selected', String(index === active));
    input.setAttribute('aria-activedescendant', `result-${active}`);
    options[active]?.scrollIntoView({ block: 'nearest' });
  };
  const update = (): void => {
    const words = input.value
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    results =
      words.length === 0
        ? data.nodes
        : data.nodes.filter(({ id }) => words.every((word) => texts.get(id)?.includes(word) === true));
    status.textContent = words.length === 0 ? '' : `${results.length} found`;
    found(words.length === 0 ? undefined : new Set(results.map(({ id }) => id)));
    list.replaceChildren(...results.slice(0, listed).map(option));
    list.hidden = results.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
    active = -1;
  };
  const option = (node: PageNode, index: number): HTMLElement => {
    const item = element(
      'li',
      { role: 'option', id: `result-${index}`, 'aria-selected': 'false' },
      element('span', { class: 'result-name' }, node.label),
      element('span', { class: 'kind' }, appearanceOf(node.type).name),
    );
    // Before the field loses the focus, which closes the list.
    item.addEventListener('mousedown', (event) => {
      event.preventDefault();
      pick(node);
    });
    return item;
  };

  input.addEventListener('input', update);
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) update();
      move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter') pick(results[Math.max(active, 0)]);
    else if (event.key === 'Escape') {
      event.stopPropagation();
      if (!list.hidden) close();
      input.value = '';
      update();
      close();
    }
  });
  return { root: element('div', { class: 'search' }, input, status, list), focus: () => input.focus() };
}

/** Everything that a reader would look for, in lower case. */
function searchText({ id, type, label }: PageNode, { properties }: PageData): string {
  const { name, value, pattern, aliases, labels, hashes } = properties[id] ?? {};
  const parts = [label, name, value, pattern, aliases, labels, hashes].map((part) =>
    typeof part === 'string' ? part : part === undefined ? '' : JSON.stringify(part),
  );
  return [id, appearanceOf(type).name, ...parts].join('\n').toLowerCase();
}
