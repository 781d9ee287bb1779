// The specimen shop's page. All that belongs to Certfill on it are two elements and four events; the rest shows a
// visitor who saw what. A shop of one's own needs nothing of that (docs/business.md).
import { CertfillFill } from '/certfill/elements/fill.mjs';

const TEXTS = {
  shop: ['示例商店', 'Specimen Shop'],
  over: ['企业采购', 'For companies'],
  title: ['开立企业账户，月结采购', 'Open a company account and pay monthly'],
  lead: ['用您手里的营业执照开户。执照留在您自己的证填里，我们只收到开户要用的几项。', 'Open it with the business licence you hold. The licence stays in your own Certfill; we get only the few facts that an account needs.'],
  open: ['开户', 'Open the account'],
  step1: ['按下按钮，打开您自己的证填窗口', 'Press the button: your own Certfill window opens'],
  step2: ['核对由执照填好的内容，补上手机号', 'Check what the licence has filled in, add a mobile number'],
  step3: ['提交给我们，本页收到回执', 'Send it to us; this page gets the receipt'],
  seen: ['谁看到了什么', 'Who saw what'],
  seenLead: ['同一次开户，三方各自看到的内容。中间一栏是商店的服务器为了演示才拿出来给您比对的；最后一栏谁也没收到。', 'One account, three views of it. Our server shows you the middle column for comparison, for this demonstration only; what is in the last one nobody got.'],
  pageTag: ['本页', 'This page'], pageTitle: ['只有回执', 'the receipt, nothing else'],
  serverTag: ['商店的服务器', 'The shop’s server'], serverTitle: ['收到并逐项复核', 'received it and checked it again'],
  nobodyTag: ['没有人', 'Nobody'], nobodyTitle: ['留在您的证填里', 'it stayed in your Certfill'],
  discount: ['敬老优惠', 'Senior discount'],
  discountLead: ['出示敬老卡，当场核验，全场九五折。本页先在浏览器里核验，服务器再核验一遍。', 'Show a senior citizen card and get 5 % off. This page verifies it in the browser, and our server verifies it again.'],
  checked: ['服务器自己的结论', 'What our server found by itself'],
  foot: ['演示：商店、企业和证照均为示例（SPECIMEN）。本页没有第三方脚本。', 'Demonstration: shop, company and certificates are specimens. No third-party script runs here.'],
  caseNo: ['受理编号', 'Case number'], status: ['状态', 'Status'], accepted: ['已受理', 'Accepted'],
  verifiedCount: ['由证照核验的项数', 'Answers that certificates prove'], declaredCount: ['自行申报的项数', 'Answers declared'],
  proven: ['由营业执照证明', 'proven by the licence'], declared: ['自行申报', 'declared'],
  again: ['服务器已核对：这张回执由它自己的密钥签署。', 'Our server has checked that its own key signed this receipt.'],
  notAgain: ['服务器不认这张回执。', 'Our server does not know this receipt.'],
  '/company/name': ['企业名称', 'Company name'], '/company/uscc': ['统一社会信用代码', 'Credit code'],
  '/company/representative': ['法定代表人', 'Legal representative'], '/company/address': ['住所', 'Registered office'],
  '/contact/mobile': ['手机号码', 'Mobile number'], '/contact/email': ['电子邮箱', 'Email address'], '/declaration': ['有权代表企业', 'May act for the company'], true: ['是', 'yes'],
  verdict: ['结论', 'Verdict'], valid: ['有效', 'Valid'], invalid: ['无效', 'Not valid'], undetermined: ['无法确定', 'Could not be established'],
  issuer: ['签发者', 'Issuer'], kind: ['种类', 'Kind'],
};
// What stands on a business licence and is no part of this form, and what else a wallet holds.
const KEPT = [
  ['注册资本', 'Registered capital'], ['成立日期', 'Date of establishment'], ['经营范围', 'Business scope'],
  ['企业类型与营业期限', 'Type of company and term'], ['您的居民身份证', 'Your identity card'],
  ['其他证照，以及您有没有它们', 'Any other certificate, and whether you have one'],
];

const at = id => document.getElementById(id);
let lang = (new URLSearchParams(location.search).get('lang') ?? navigator.language).toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
const say = name => TEXTS[name]?.[lang === 'zh-CN' ? 0 : 1] ?? name;
let redraw = () => {};

function rows(list, lines) {
  list.replaceChildren(...lines.map(([name, value, more, isSure]) => {
    const row = document.createElement('div'), term = document.createElement('dt'), data = document.createElement('dd');
    term.textContent = name;
    data.textContent = value;
    if (more) data.append(Object.assign(document.createElement('small'), { textContent: more, className: isSure ? 'sure' : '' }));
    row.append(term, data);
    return row;
  }));
}

function draw() {
  document.documentElement.lang = lang;
  document.title = `${say('shop')} SPECIMEN`;
  for (const place of document.querySelectorAll('[data-say]')) place.textContent = say(place.dataset.say);
  Object.assign(at('language'), { textContent: lang === 'en' ? '中文' : 'English', lang: lang === 'en' ? 'zh-CN' : 'en' });
  for (const element of document.querySelectorAll('certfill-fill, certfill-verify')) element.setAttribute('locale', lang);
  redraw();
}

// The claims of a receipt, for show. Nothing is decided by them: the server looks itself.
function claimsOf(receipt) {
  const part = receipt.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(part), sign => sign.charCodeAt(0))));
}

const answerAt = (answers, pointer) => pointer.slice(1).split('/').reduce((value, key) => value?.[key], answers);

async function showWhoSawWhat(receipt) {
  const claims = claimsOf(receipt);
  const response = await fetch('/business/receipt', { method: 'POST', body: receipt });
  const filed = response.ok ? await response.json() : undefined;
  redraw = () => {
    rows(at('page'), [
      [say('caseNo'), claims.case_no], [say('status'), say(claims.filing_status)],
      [say('verifiedCount'), claims.verified.length], [say('declaredCount'), claims.declared.length],
    ]);
    const lines = [...filed?.verified ?? [], ...filed?.declared ?? []].filter(pointer => pointer in TEXTS);
    rows(at('server'), lines.map(pointer =>
      [say(pointer), say(String(answerAt(filed.answers, pointer))), say(filed.verified.includes(pointer) ? 'proven' : 'declared'), filed.verified.includes(pointer)]));
    at('again').textContent = say(filed ? 'again' : 'notAgain');
    at('nobody').replaceChildren(...KEPT.map(words => Object.assign(document.createElement('li'), { textContent: words[lang === 'zh-CN' ? 0 : 1] })));
  };
  redraw();
  at('seen').hidden = false;
  at('seen-title').focus();
}

async function showCheckedAgain(evidence) {
  const response = await fetch('/business/check', { method: 'POST', body: evidence });
  const report = response.ok ? await response.json() : {};
  rows(at('report'), [[say('verdict'), say(report.verdict)], [say('issuer'), report.issuer ?? '–'], [say('kind'), report.format ?? '–']]);
  at('checked').hidden = false;
}

at('language').addEventListener('click', () => {
  lang = lang === 'en' ? 'zh-CN' : 'en';
  draw();
});
at('fill').addEventListener('certfill-receipt', ({ detail }) => showWhoSawWhat(detail.receipt));

const config = await (await fetch('/business/config.json')).json();
Object.assign(at('fill'), { wallet: config.wallet, form: new URL('/forms/open-account', location).href });
draw();
customElements.define('certfill-fill', CertfillFill);

// The other element brings the engine with it; a shop without it is a shop all the same.
if (config.verify) try {
  const { CertfillVerify } = await import('/certfill/elements/verify.mjs');
  Object.assign(at('verify'), {
    trustList: await (await fetch(config.trust_list)).text(),
    trustRoots: JSON.stringify(config.trust_roots),
    accept: 'https://specimen.example/vct/senior-card',
    fetchStatus: async url => new Uint8Array(await (await fetch(url)).arrayBuffer()),
  });
  at('verify').addEventListener('certfill-result', ({ detail }) => detail.evidence && showCheckedAgain(detail.evidence));
  customElements.define('certfill-verify', CertfillVerify);
  at('discount').hidden = false;
} catch (error) { console.warn(error) }
