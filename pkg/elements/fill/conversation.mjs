// What a page and the wallet's window say to each other. Each message is a short JSON text whose member `certfill` names it
// and its version; the other side is src/asking/ of the wallet.
//
//   window → page   {"certfill":"hello/1"}                                     it is here
//   page → window   {"certfill":"ask/1","form":"https://…","seconds":2}, port   to the wallet's origin alone
//   window → page   {"certfill":"receipt/1","receipts":["…"]}                  through the port
//                   {"certfill":"error/1","code":"…","reason":"…"}             through the port
//   page → window   {"certfill":"got/1"}                                       through the port
//
// The port is a private way: whoever else posts messages to this page is not heard.

// How often it is looked whether the window is still there; no event says so.
const GLANCE = 400;
// A wallet that loads slowly has said hello by then.
const PATIENCE = 60_000;
// A receipt has about 2 KB; a form has a handful of offices.
const LONGEST = 262_144;
const CODES = ['cancelled', 'form-refused', 'origin-not-named'];
const WINDOW = 'popup,width=520,height=820';

const read = (text, name) => {
  if (typeof text !== 'string' || text.length > LONGEST) return;
  try {
    const said = JSON.parse(text);
    return said?.certfill === name ? said : undefined;
  } catch { /* not ours */ }
};

const areReceipts = list => Array.isArray(list) && list.length > 0 && list.length < 33
  && list.every(one => typeof one === 'string' && one !== '');

// The form's address and the wallet's own, or nothing: HTTPS, or this machine.
function address(text) {
  try {
    const url = new URL(text, document.baseURI);
    const here = ['localhost', '127.0.0.1'].includes(url.hostname);
    return url.protocol === 'https:' || here && url.protocol === 'http:' ? url : undefined;
  } catch { /* no address */ }
}

// `end` is called once, with `{ receipts }` or `{ code, reason }`.
export function converse({ form, wallet, locale, mayLeave, end }) {
  const formUrl = address(form || undefined), walletUrl = address(wallet || undefined);
  if (!formUrl || !walletUrl) {
    end({ code: 'not-configured' });
    return { front() {}, stop() {} };
  }
  const began = Date.now();
  const asked = `form=${encodeURIComponent(formUrl.href)}&lang=${locale}`;
  // Not `noopener`: the window has to find this page. It can do nothing with it but post messages.
  const view = window.open(`${walletUrl.origin}/ask#${asked}`, '_blank', WINDOW);
  if (!view) {
    // A frame may not take the wallet to itself: no wallet lets itself be framed, and the person would see an empty box.
    if (window.top === window && mayLeave()) location.assign(`${walletUrl.origin}/ask#${asked}`);
    else end({ code: 'window-blocked' });
    return { front() {}, stop() {} };
  }
  let port, timer;
  const stop = () => {
    clearInterval(timer);
    removeEventListener('message', hear);
    port?.close();
  };
  const over = answer => {
    stop();
    end(answer);
  };
  const answered = ({ data }) => {
    const receipt = read(data, 'receipt/1'), error = read(data, 'error/1');
    if (areReceipts(receipt?.receipts)) {
      port.postMessage('{"certfill":"got/1"}');
      // The window is told before the port closes.
      const { receipts } = receipt, last = port;
      port = undefined;
      setTimeout(() => last.close(), 1_000);
      over({ receipts });
    } else if (error) {
      const code = CODES.includes(error.code) ? error.code : 'answer-malformed';
      over({ code, reason: typeof error.reason === 'string' ? error.reason.slice(0, 100) : undefined });
    } else {
      over({ code: 'answer-malformed' });
    }
  };
  // Each hello gets a new port: the window may have been loaded again.
  function hear({ source, origin, data }) {
    if (source !== view || origin !== walletUrl.origin || !read(data, 'hello/1')) return;
    port?.close();
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = answered;
    const seconds = Math.round((Date.now() - began) / 1000);
    view.postMessage(JSON.stringify({ certfill: 'ask/1', form: formUrl.href, seconds }), walletUrl.origin, [channel.port2]);
  }
  addEventListener('message', hear);
  timer = setInterval(() => {
    if (view.closed) over({ code: 'window-closed' });
    else if (!port && Date.now() - began > PATIENCE) over({ code: 'wallet-not-answering' });
  }, GLANCE);
  return { front: () => view.focus(), stop };
}

// The answer behind `#` of a person who was sent to the wallet in this tab; it is taken out of the address at once.
export function returned() {
  const said = /^#certfill-(receipt|error)=([\w.~,-]+)$/.exec(location.hash);
  if (!said) return;
  history.replaceState(history.state, '', location.pathname + location.search);
  const [, kind, text] = said;
  if (kind === 'error') return { code: CODES.includes(text) ? text : 'answer-malformed' };
  const receipts = text.split(',');
  return areReceipts(receipts) ? { receipts } : { code: 'answer-malformed' };
}
