// What <certfill-fill> says: Chinese, English.
import { pick } from '../base.mjs';

const TEXTS = {
  go: ['用我的证照填写', 'Fill in from my certificates'],
  hint: ['在您自己的证填窗口里填写。本页看不到您的证照和您填的内容，只收到回执。', 'You fill it in in your own Certfill window. This page sees neither your certificates nor your answers, only a receipt.'],
  open: ['请在打开的窗口里继续。', 'Go on in the window that has opened.'],
  front: ['回到那个窗口', 'Show that window'],
  stop: ['不等了', 'Stop waiting'],
  done: ['已送达，回执已收到。', 'Sent. The receipt is here.'],
  again: ['再填一份', 'Fill in another one'],
  retry: ['再试一次', 'Try again'],
  cancelled: ['您没有填写，什么都没有发出去。', 'You did not fill it in. Nothing was sent.'],
  'window-closed': ['窗口关上了。要是已经提交，回执在您的证填里；没提交的话，什么都没有发出去。', 'The window was closed. If you had sent it, the receipt is in your Certfill; if not, nothing was sent.'],
  'window-blocked': ['浏览器拦住了新窗口。请允许本网站打开窗口，再试一次。', 'The browser did not open a window. Allow this site to open windows and try again.'],
  'wallet-not-answering': ['证填的窗口没有回应。请检查网络，再试一次。', 'The Certfill window does not answer. Check the network and try again.'],
  'form-refused': ['证填不接受这份表格。请告诉本网站。', 'Certfill does not accept this form. Tell the people of this website.'],
  'origin-not-named': ['签署这份表格的机构没有允许本网页打开它。', 'Those who signed this form do not let this page open it.'],
  'answer-malformed': ['证填的回答看不懂。请告诉本网站。', 'The answer from Certfill cannot be read. Tell the people of this website.'],
  'not-configured': ['本网页没有写对表格或证填的地址。请告诉本网站。', 'This page does not name the form and Certfill as it should. Tell the people of this website.'],
};

export const say = (locale, name) => pick(locale, TEXTS[name] ?? TEXTS['answer-malformed']);
