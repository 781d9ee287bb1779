// What a page in a frame without an origin comes to: it tells the page around it, which cannot look inside.
import './host.mjs';

const { host } = globalThis;
const states = {};
const told = id => {
  const { kind, detail } = host.events.findLast(event => event.id === id) ?? {};
  const words = detail?.words?.cause ?? '';
  return [host.one(id).state, kind, detail?.code ?? null, words, host.one(id).value !== ''];
};
const until = async is => { while (!is()) await new Promise(resolve => setTimeout(resolve, 20)); };

try {
  for (const [id, evidence] of [['genuine', host.genuine], ['forged', host.forged]]) {
    host.make(id);
    await host.one(id).verify(evidence);
    states[id] = told(id);
  }
  host.make('picture');
  await host.one('picture').verify(await (await fetch('/code.bmp')).blob());
  states.picture = told('picture');
  host.make('camera');
  host.part('camera', 'camera').click();
  await until(() => host.one('camera').state !== 'camera');
  states.camera = told('camera');
  host.make('keys', { issuers: undefined }, { issuers: '/keys.json' });
  await host.one('keys').verify(host.genuine);
  states.keys = told('keys');
  host.make('wallet');
  host.installWallet('encrypted');
  host.one('wallet').label = 'Wallet';
  host.part('wallet', 'wallet').click();
  await until(() => !['waiting', 'checking'].includes(host.one('wallet').state));
  states.wallet = told('wallet');

  const fill = document.createElement('certfill-fill');
  Object.assign(fill, { form: 'https://shop.example/form', wallet: 'https://wallet.example' });
  const left = [];
  fill.addEventListener('certfill-leave', () => left.push('leave'));
  fill.addEventListener('certfill-error', ({ detail }) => left.push(detail.code, detail.message));
  document.querySelector('main').append(fill);
  fill.shadowRoot.querySelector('[part=button]').click();
  await until(() => fill.state !== 'open');
  states.fill = [fill.state, ...left];
} catch (error) {
  states.error = String(error?.stack ?? error);
}
parent.postMessage(states, '*');
