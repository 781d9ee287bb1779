/** Why no receipt came. */
export type FillCode =
  /** The visitor did not want to, or nobody waited any more. */
  | 'cancelled'
  /** The wallet's window was closed before a receipt came. What was sent by then stays sent. */
  | 'window-closed'
  /** The browser opened no window, and the page did not want to be left (`certfill-leave` was prevented). */
  | 'window-blocked'
  /** The wallet's window did not say that it is there. */
  | 'wallet-not-answering'
  /** The wallet does not know who published the form, or its signature is not good; see `reason`. */
  | 'form-refused'
  /** The signed form does not name this page's origin. */
  | 'origin-not-named'
  /** Something else than a receipt or a known code came. */
  | 'answer-malformed'
  /** `form` or `wallet` is missing or no address. */
  | 'not-configured';

/** Detail of `certfill-receipt`. */
export interface FillReceipt {
  /** The receipt of the first office, an SD-JWT VC exactly as that office gave it. Verify it on your server. */
  readonly receipt: string;
  /** One for each office of the form. */
  readonly receipts: readonly string[];
}

/** Detail of `certfill-error`. */
export interface FillError {
  readonly code: FillCode;
  /** The wallet's own code behind `form-refused`, such as `form-signature`. */
  readonly reason?: string;
  /** Words for the visitor, in the element's language. */
  readonly message: string;
}

/**
 * `<certfill-fill form="…" wallet="…">`: opens the visitor's wallet with a signed form and ends with a receipt.
 *
 * @fires certfill-receipt - `detail` is a {@link FillReceipt}
 * @fires certfill-error - `detail` is a {@link FillError}
 * @fires certfill-leave - no window was opened: the wallet is about to take this tab's place. Cancelable
 */
export declare class CertfillFill extends HTMLElement {
  /** Rises when this interface changes in a way that a page notices. */
  static readonly interfaceVersion: 1;
  /** Address of the signed form (attribute `form`). */
  form: string;
  /** Address of the wallet; only its origin counts (attribute `wallet`). */
  wallet: string;
  /** Words of the button (attribute `label`). */
  label: string;
  /** `zh-CN` or `en`; without it, the language of the page (attribute `locale`). */
  locale: string;
  disabled: boolean;
  /** The receipt, once there is one. */
  readonly receipt: string | null;
  readonly state: 'idle' | 'open' | 'done' | 'error';
  /** Opens the wallet, or brings its window to the front. Call it from a press. */
  open(): void;
  /** Gives up waiting. */
  cancel(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'certfill-fill': CertfillFill;
  }
  interface HTMLElementEventMap {
    'certfill-leave': CustomEvent<Record<string, never>>;
  }
}
