import * as vscode from 'vscode';

/** An item of {@link pickFromGrowing}. */
export interface GrowingItem extends vscode.QuickPickItem {
  /** The same for the same item in every list; one without loses the focus to the first match. */
  readonly key?: string;
}

/** What {@link pickFromGrowing} asks, and of what. */
export interface GrowingPickOptions<T extends GrowingItem> {
  readonly title: string;
  readonly placeHolder: string;
  /** What is known so far. */
  readonly items: () => readonly T[];
  /** Finds all of it, and calls `changed` whenever more is known; `signal` aborts at the end. */
  readonly find: (changed: () => void, signal: AbortSignal) => Promise<void>;
}

/** How long a list stays as it is after it was drawn, and after the user moved in it. */
const restMilliseconds = 400;

/**
 * Asks for an item of a list that is shown as far as it is known; what has the focus keeps it.
 * Undefined when the user gave up. Throws what finding throws, unless the user was faster.
 */
export async function pickFromGrowing<T extends GrowingItem>(
  options: GrowingPickOptions<T>,
): Promise<T | undefined> {
  const picker = vscode.window.createQuickPick<T>();
  picker.title = options.title;
  picker.placeholder = options.placeHolder;
  picker.matchOnDescription = true;
  picker.keepScrollPosition = true;
  picker.busy = true;
  const ending = new AbortController();
  const drawing = new Drawing(() => showItems(picker, options.items()));
  picker.onDidChangeActive(() => drawing.wait());
  picker.onDidChangeValue(() => drawing.wait());
  try {
    const picked = ask(picker);
    const found = options
      .find(() => drawing.ask(), ending.signal)
      .then(async () => {
        await drawing.settle();
        if (!ending.signal.aborted) picker.busy = false;
        return picked;
      });
    // What goes wrong ends the question before the user does.
    return await Promise.race([picked, found]);
  } finally {
    ending.abort();
    drawing.end();
    picker.dispose();
  }
}

/** Enter on nothing asks on, as the editor's own lists do. */
function ask<T extends GrowingItem>(picker: vscode.QuickPick<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      const [item] = picker.selectedItems;
      if (item) resolve(item);
    });
    picker.onDidHide(() => resolve(undefined));
    picker.show();
  });
}

function showItems<T extends GrowingItem>(picker: vscode.QuickPick<T>, items: readonly T[]): void {
  const [focused] = picker.activeItems;
  picker.items = items;
  const same = items.find(({ key }) => key !== undefined && key === focused?.key);
  if (same) picker.activeItems = [same];
}

/**
 * Draws at once the first time, and then not more often than the user can follow: what is drawn
 * while the focus moves would take it back to where it was.
 */
class Drawing {
  readonly #draw: () => void;
  #isDrawn = false;
  #isEnded = false;
  #timer: NodeJS.Timeout | undefined;
  #settled: () => void = () => {};

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  ask(): void {
    if (this.#isEnded || this.#timer) return;
    if (this.#isDrawn) this.#timer = setTimeout(() => this.#drawNow(), restMilliseconds);
    else this.#drawNow();
  }

  /** Puts off what is to be drawn. */
  wait(): void {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#drawNow(), restMilliseconds);
  }

  /** Waits until everything is drawn that was asked for; for ever after the end. */
  settle(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#timer) this.#settled = resolve;
      else resolve();
    });
  }

  end(): void {
    this.#isEnded = true;
    clearTimeout(this.#timer);
  }

  #drawNow(): void {
    this.#timer = undefined;
    this.#isDrawn = true;
    this.#draw();
    this.#settled();
  }
}
