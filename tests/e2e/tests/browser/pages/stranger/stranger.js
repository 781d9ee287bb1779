// Asks a wallet for a form of somebody else, and writes down all that it is told.
const asked = new URLSearchParams(location.search);
window.heard = [];
document.getElementById('open').onclick = () => {
  const view = window.open(`${asked.get('wallet')}/ask#form=${encodeURIComponent(asked.get('form'))}&lang=en`, '_blank', 'popup');
  window.view = view;
  addEventListener('message', ({ data, origin, source }) => {
    window.heard.push(data);
    if (source !== view || !String(data).includes('hello/1')) return;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => window.heard.push(data);
    // Everything that a forger could think of, before and after an honest question.
    for (const lie of ['{"certfill":"got/1"}', '{"certfill":"receipt/1","receipts":["x~"]}', 'null', '[]', '{']) view.postMessage(lie, '*');
    view.postMessage({ certfill: 'ask/1', form: asked.get('form'), seconds: 0 }, '*');
    view.postMessage(JSON.stringify({ certfill: 'ask/1', form: asked.get('form'), seconds: 0 }), origin, [port2]);
  });
};
