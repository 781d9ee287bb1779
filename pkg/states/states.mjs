// A page with every state of <certfill-verify>, for people who style it and for tests. Each state is reached as a visitor
// reaches it; only camera and wallet are played by the page.
import { makeCertificate, makeKey } from './specimen.mjs';

const PAGE = `
:root { color-scheme: light dark; background: light-dark(#f3f5f4, #0f1517); color: light-dark(#15202b, #e9eff0) }
body { margin: 0; overflow-wrap: anywhere; font: 1rem/1.5 system-ui, sans-serif } main { max-width: 46rem; margin: auto; padding: 1.5rem 1rem }
section { margin: 2rem 0 } h2 { font-size: 1.125rem; margin: 0 0 .5rem } a { color: inherit }
`;

// Two codes in one picture.
const TWO_CODES = 'iVBORw0KGgoAAAANSUhEUgAAAQgAAACEAQAAAABEiIhFAAABUElEQVR42u2XsXXkQAxDP+85BzvY/stSB2AFuEArr3zBOaMDLxPpDRnggUOAU+Gb+MO74vdWkADS9ZMkMRBhIFlDqoRD7lbyCc6MSLzJWDUaDlP9PJ1iNEytdy7QXxJCm/fj40mAWv9kjvWbHKMKJr7ICOj8LOGoUDxbMCADTIOBhuzNbZJIPkf2M6xnak8/LJkgJZd+GBDxJo6E2CK+2HEsKydFazgEErLtXM0B7BPYHg7JECG/dF1OHGlR1wceuMk5pwB41EMdx6LPCRsHRb7NC9L2vFgoOHe/dQRe9VvpkDuMdfPbGkE2+6Jr27iky8Y+nW6Lj49TwSu0fHdcWdPa9NsCuQxN+nI6pi2OTb9Vgsxg5ua30ejRm/tHiSJMnSspUOA6oW3qh4T1cpSvsboXus3D1T/6soh5uDlKP/5+ITF6+e16X+r9zn5X/Cf+Asf3RF0fbK5+AAAAAElFTkSuQmCC';

const sheet = new CSSStyleSheet();
sheet.replaceSync(PAGE);
document.adoptedStyleSheets = [sheet];
const asked = new URLSearchParams(location.search);
const isChinese = asked.get('lang') === 'zh-CN';
if (isChinese) {
  document.documentElement.lang = 'zh-CN';
  document.querySelector('h1').textContent = '各种状态 · 示例 SPECIMEN';
  document.querySelector('#about').textContent = '供设置样式的人查看。这里的一切都由本页在这个浏览器里做出，没有任何效力。';
}

// A wallet that never answers, and a camera that shows grey, or that nobody may use.
const play = (owner, name, value) => Object.defineProperty(owner, name, { value, configurable: true });
play(globalThis, 'DigitalCredential', class { static userAgentAllowsProtocol = name => name === 'openid4vp-v1-unsigned'; });
play(navigator, 'credentials', { get: () => new Promise(() => {}) });
const film = document.createElement('canvas');
let isAllowed = true;
play(navigator, 'mediaDevices', {
  async getUserMedia() {
    if (!isAllowed) throw new DOMException('no', 'NotAllowedError');
    const context = film.getContext('2d');
    context.fillStyle = '#777';
    context.fillRect(0, 0, film.width, film.height);
    return film.captureStream(5);
  },
});

const { CertfillVerify } = await import('../elements/verify.mjs');
await import('../define.mjs');

const issuer = await makeKey();
const claims = { name: '示例商贸有限公司 SPECIMEN', document_number: '91310000SPECIMEN0X', '经营范围': '示例：文具、图书' };
const genuine = await makeCertificate({ issuer, claims });
const altered = genuine.replace(/~[^~]*~/, '~');
const forged = genuine.replace(/\.[\w-]+~/, signature => signature.replace(/^.../, '.AA'));

const withList = await makeCertificate({
  issuer, claims, status: { status_list: { idx: 1, uri: 'https://issuer.specimen.example/list' } },
});
const expired = await makeCertificate({ issuer, claims, exp: 1_700_000_000 });

const press = (element, part) => element.shadowRoot.querySelector(`[part~=${part}]`).click();
const bytesOf = base64 => Uint8Array.from(atob(base64), sign => sign.charCodeAt(0));
const seen = is => new Promise(resolve => {
  const look = () => is() ? resolve() : setTimeout(look, 20);
  look();
});
const until = (element, state) => seen(() => element.state === state);

const drop = (element, file) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(file);
  element.shadowRoot.querySelector('[part~=box]').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
};

// The state's name, what it is called here, and the way there.
const STATES = [
  ['idle', ['开始', 'At the beginning'], () => {}],
  ['idle', ['开始，没有可以向钱包要的种类', 'At the beginning, no kind that a wallet could be asked for'], element => { element.accept = ['dc+sd-jwt']; }, 'no-wallet'],
  ['idle', ['停用', 'Disabled'], element => { element.disabled = true; }, 'disabled'],
  ['paste', ['粘贴文本', 'Text is pasted'], element => press(element, 'paste')],
  ['paste', ['没有文本就按了核验', 'Verify was pressed without a text'], element => { press(element, 'paste'); press(element, 'verify'); }, 'paste-empty'],
  ['waiting', ['正在等钱包', 'The wallet is asked'], element => press(element, 'wallet')],
  ['camera', ['摄像头在看', 'The camera looks'], element => {
    press(element, 'camera');
    // The camera is asked for once its script is there; the next state forbids it.
    return seen(() => element.shadowRoot.querySelector('video')?.srcObject);
  }],
  ['failed', ['没有获准使用摄像头', 'The camera may not be used'], async element => {
    // The script that asks for the camera may come first.
    isAllowed = false;
    press(element, 'camera');
    await until(element, 'failed');
    isAllowed = true;
  }, 'camera-refused'],
  ['pick', ['图片里有几个码', 'Several codes in a picture'], element => drop(element, new File([bytesOf(TWO_CODES)], 'two.png', { type: 'image/png' }))],
  ['checking', ['正在核验', 'A certificate is being verified'], element => { element.fetchStatus = () => new Promise(() => {}); element.verify(withList); }],
  ['valid', ['有效', 'Valid'], element => element.verify(genuine)],
  ['not-accepted', ['有效，但不是要的那一种', 'Valid, but of another kind'], element => { element.accept = ['urn:specimen:diploma']; element.verify(genuine); }],
  ['not-accepted', ['有效，但少了一项', 'Valid, but a claim is missing'], element => element.verify(altered), 'claim-missing'],
  ['invalid', ['被改动过', 'Altered'], element => element.verify(forged)],
  ['invalid', ['已过期', 'Expired'], element => element.verify(expired), 'expired'],
  ['invalid', ['不是证照', 'No certificate'], element => element.verify('hello'), 'nothing'],
  ['undetermined', ['不认识的签发机构', 'Nobody here knows the issuer'], element => { element.issuers = []; element.verify(genuine); }],
  ['failed', ['页面没有设置好', 'The page is set up wrongly'], element => { element.disclose = [{ path: [] }]; element.verify(genuine); }, 'settings'],
];

const main = document.querySelector('main');
for (const [state, title, act, name = state] of STATES) {
  const element = document.createElement('certfill-verify');
  element.id = name;
  element.accept = ['urn:specimen:business-licence'];
  element.disclose = ['name', 'document_number', { path: ['经营范围'], label: '经营范围 / Business scope' }];
  element.issuers = [issuer.jwk];
  const section = document.createElement('section');
  const heading = document.createElement('h2');
  heading.append(title[isChinese ? 0 : 1], ' ', Object.assign(document.createElement('code'), { textContent: state }));
  section.append(heading, element);
  main.append(section);
  await act(element);
  await until(element, state);
}
document.querySelector('#progress').textContent = `${STATES.length} · interface ${CertfillVerify.interfaceVersion}`;
document.documentElement.dataset.ready = '';
