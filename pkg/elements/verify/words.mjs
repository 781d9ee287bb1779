// What <certfill-verify> says: Chinese, English. Words for codes come from the package's `words`.
import { pick } from '../base.mjs';

const TEXTS = {
  label: ['出示证照', 'Show a certificate'],
  hint: ['在您的浏览器里核验。选择文件、扫码或粘贴，也可以把文件拖到这里。', 'Checked in your browser. Choose a file, scan or paste, or drop a file here.'],
  asked: ['本页要看：{0}', 'This page asks for: {0}'],
  and: ['、', ', '],
  both: ['{0}{1}', '{0} {1}'],
  is: ['{0}：{1}', '{0}: {1}'],
  why: ['（{0}）', ' ({0})'],
  handed: ['通过后，整份证照会交给本页。', 'When it is good, this page gets the certificate as a whole.'],
  wallet: ['用手机里的钱包出示', 'From your phone’s wallet'],
  camera: ['用摄像头扫码', 'Scan with the camera'],
  file: ['选择文件', 'Choose a file'],
  paste: ['粘贴文本', 'Paste its text'],
  text: ['证照文本', 'Text of the certificate'],
  verify: ['核验', 'Verify'],
  again: ['换一份证照', 'Use another certificate'],
  retry: ['再试一次', 'Try again'],
  back: ['返回', 'Go back'],
  view: ['摄像头画面', 'What the camera sees'],
  starting: ['正在打开摄像头…', 'Turning the camera on…'],
  aim: ['把证照上的二维码放进画面里', 'Hold the certificate’s QR code in the picture'],
  closer: ['还没有读到。靠近一点，拿稳，避开反光。', 'Nothing read yet. Come closer, hold still, avoid reflections.'],
  stop: ['关闭摄像头', 'Turn the camera off'],
  reading: ['正在读图片…', 'Reading the picture…'],
  checking: ['正在核验…', 'Checking…'],
  waiting: ['请在手机的钱包里继续。', 'Go on in the wallet on your phone.'],
  cancel: ['取消', 'Cancel'],
  pick: ['图片里有 {0} 个二维码。要用哪一个？', 'There are {0} codes in the picture. Which one?'],
  code: ['第 {0} 个：{1}', 'Code {0}: {1}'],
  valid: ['有效', 'Valid'],
  other: ['有效，但不符合本页的要求', 'Valid, but not what this page needs'],
  invalid: ['不能采信', 'Not to be relied on'],
  nothing: ['不是证照', 'Not a certificate'],
  over: ['不在有效期内，或已失效', 'Not in force'],
  undetermined: ['暂时不能确认', 'Cannot be confirmed now'],
  failed: ['没有完成', 'That did not work'],
  fine: ['证照是真的，在有效期内，没有问题。', 'It is genuine and in force.'],
  by: ['签发机构：{0}', 'Issuer: {0}'],
  checks: ['核验了什么', 'What was checked'],
  needed: ['请出示一份有效的证照。', 'Show a certificate that is valid.'],
  reasonCode: ['代码：', 'Code: '],
  format: ['格式', 'Format'],
  signature: ['签名', 'Signature'],
  issuer: ['签发机构', 'Issuer'],
  time: ['有效期', 'Validity period'],
  status: ['是否被撤销', 'Withdrawn or not'],
  holder: ['持有人', 'Holder'],
  passed: ['通过', 'passed'],
  isFailed: ['不通过', 'failed'],
  isUndetermined: ['不能确认', 'not confirmed'],
  skipped: ['没有核验', 'not checked'],
};

// Claims that many pages ask for, so that a page need not name them.
const CLAIMS = {
  name: ['姓名', 'Name'],
  family_name: ['姓', 'Family name'],
  given_name: ['名', 'Given name'],
  birthdate: ['出生日期', 'Date of birth'],
  address: ['地址', 'Address'],
  nationality: ['国籍', 'Nationality'],
  document_number: ['证件号码', 'Document number'],
};

export const say = (locale, name, ...values) =>
  pick(locale, TEXTS[name]).replace(/\{(\d)\}/g, (_, number) => values[number]);

export const claimName = (locale, { path, label }) => {
  const named = path.filter(step => typeof step === 'string');
  const last = named.at(-1) ?? '';
  return label ?? (Object.hasOwn(CLAIMS, last) ? pick(locale, CLAIMS[last]) : last || String(path));
};
