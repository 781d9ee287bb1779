//! Words for what the server itself refuses, before it looks at a filing.

use super::{Entry, Rows, entry};

const NOT_FOUND: Entry = entry(
    ("这个地址没有内容。", "检查链接，或回到首页重新打开。"),
    ("There is nothing at this address.", "Check the link, or start again from the home page."),
);

const OUT_OF_DATE: Entry = entry(
    ("页面发出的请求和服务器对不上。", "刷新页面再试一次。已填写的内容会保留。"),
    (
        "The page and the server do not understand each other.",
        "Reload the page and try again. What you typed is kept.",
    ),
);

const INCOMPLETE: Entry = entry(
    ("内容没有完整到达。", "检查网络，再发送一次。"),
    ("The content did not arrive completely.", "Check your connection and send it again."),
);

const SLOW: Entry = entry(
    ("网络太慢，内容没有按时到达。", "换一个网络再发送。内容没有丢失，也不会重复提交。"),
    (
        "The connection is too slow, and the content did not arrive in time.",
        "Send again over a better connection. Nothing is lost, and nothing is filed twice.",
    ),
);

const BUSY: Entry = entry(
    ("服务器现在很忙。", "过一会儿再发送。内容没有丢失，也不会重复提交。"),
    (
        "The server is busy right now.",
        "Send again in a while. Nothing is lost, and nothing is filed twice.",
    ),
);

const STORAGE: Entry = entry(
    ("受理部门暂时无法保存，这次没有提交。", "过一会儿再发送。您的内容还在这台设备上。"),
    (
        "The office cannot store anything right now, and nothing was filed.",
        "Send again later. Your answers are still on this device.",
    ),
);

const INTERNAL: Entry = entry(
    ("服务器出了问题，这次没有提交。", "过几分钟再发送一次；还不行，把旁边的代码告诉受理部门。"),
    (
        "Something broke at the server, and nothing was filed.",
        "Send again in a few minutes; if that does not help, tell the office the code shown here.",
    ),
);

const LARGE: Entry = entry(
    ("附件超过 8 MB。", "缩小图片或拆分文件，再上传。"),
    (
        "The file is larger than 8 MB.",
        "Make the picture smaller or split the file, then upload it again.",
    ),
);

const UPLOADS: Entry = entry(
    ("从这个网络上传的文件太多。", "过几分钟再发送。内容没有丢失，也不会重复提交。"),
    (
        "Too many files came from this network.",
        "Send again in a few minutes. Nothing is lost, and nothing is filed twice.",
    ),
);

const TOGETHER: Entry = entry(
    ("附件加起来超过 64 MB。", "缩小图片或减少文件，再提交。"),
    (
        "The files are larger than 64 MB together.",
        "Make the pictures smaller or leave some out, then send again.",
    ),
);

const OFTEN: Entry = entry(
    ("用同一份证照，一天内向这个部门提交的次数太多。", "明天再提交。您填写的内容还在这台设备上。"),
    (
        "Too much was filed with the same certificate at this office within a day.",
        "Send again tomorrow. Your answers are still on this device.",
    ),
);

const TYPE: Entry = entry(
    ("附件不是 PDF、JPEG 或 PNG。", "换成其中一种格式，再上传。"),
    ("The file is not a PDF, JPEG or PNG.", "Convert it to one of these and upload it again."),
);

const DIGEST: Entry = entry(
    ("附件在传输中发生了变化。", "重新选择文件上传。"),
    ("The file changed on its way.", "Choose the file again to upload it."),
);

const CASE: Entry = entry(
    (
        "受理部门不认识这个查询凭据。",
        "进度只能在提交时用的那台设备上查询；也可以拿案件号向该部门询问。",
    ),
    (
        "The office does not know this key to the news of a case.",
        "News can be asked for on the device that filed; or ask the office with the case number.",
    ),
);

const DECIDED: Entry = entry(
    ("这件案子刚刚被别人处理过，您的操作没有生效。", "回到列表，看看现在的状态。"),
    (
        "Somebody else has just dealt with this case; what you chose was not done.",
        "Go back to the list and look at its state.",
    ),
);

const NO_RESULT: Entry = entry(
    ("找不到这件案子所依据的证照，无法换发。", "可以要求补充材料，或者不予批准。"),
    (
        "The certificate that this case is about is not known here, so no new one can be made.",
        "Ask for more, or refuse.",
    ),
);

const WAITS: Entry = entry(
    ("这件案子在等另一部门的结果，现在还不能这样处理。", "等结果转来后再处理；也可以不予批准。"),
    (
        "This case waits for another office, so this cannot be said yet.",
        "Wait until its decision has come; or refuse.",
    ),
);

const LATE_DIFFERS: Entry = entry(
    (
        "受理部门先前收到的结果与这次转来的不同，没有改动。",
        "拿着案件号向出结果的部门询问；已提交的内容都还在。",
    ),
    (
        "The office has another decision of the first office already and changed nothing.",
        "Ask the office that decides, with the case number. Nothing that was filed is lost.",
    ),
);

const PAGE: Entry = entry(
    ("页面打开太久，已经过期。", "返回上一页，刷新后再试。"),
    ("The page was open for too long.", "Go back, reload the page and try again."),
);

const BACK_OFFICE: Entry = entry(
    ("没有取得受理件的权限。", "请检查令牌是否属于这个受理部门；令牌由运行本服务的人发放。"),
    (
        "Filings may not be read with this token.",
        "Check that the token is one of this office. Tokens come from whoever runs this server.",
    ),
);

const RELAY_USED: Entry = entry(
    ("这次连接里已经有另一台设备在说话。", "在自助机上重新连接手机；再出现时，叫工作人员。"),
    (
        "Another device already speaks in this connection.",
        "Connect the phone to the kiosk again. If it happens once more, ask a member of staff.",
    ),
);

const RELAY_FULL: Entry = entry(
    ("这次连接里等着取走的内容太多了。", "在自助机上重新连接手机。"),
    (
        "Too much is waiting to be fetched in this connection.",
        "Connect the phone to the kiosk again.",
    ),
);

pub(super) const ROWS: Rows = &[
    ("not-found", &NOT_FOUND),
    ("method-not-allowed", &OUT_OF_DATE),
    ("request-malformed", &OUT_OF_DATE),
    ("media-type-not-supported", &OUT_OF_DATE),
    ("address-too-long", &OUT_OF_DATE),
    ("headers-too-large", &OUT_OF_DATE),
    ("body-incomplete", &INCOMPLETE),
    ("request-too-slow", &SLOW),
    ("too-many-requests", &BUSY),
    ("busy", &BUSY),
    ("timeout", &BUSY),
    ("storage-unavailable", &STORAGE),
    ("not-ready", &STORAGE),
    ("internal", &INTERNAL),
    ("attachment-too-large", &LARGE),
    ("attachment-type-wrong", &TYPE),
    ("attachment-digest-wrong", &DIGEST),
    ("uploads-too-many", &UPLOADS),
    ("uploads-too-large", &TOGETHER),
    ("filings-too-many", &OFTEN),
    ("page-expired", &PAGE),
    ("case-unknown", &CASE),
    ("case-decided", &DECIDED),
    ("case-without-result", &NO_RESULT),
    ("case-waits-for-office", &WAITS),
    ("late-malformed", &OUT_OF_DATE),
    ("late-value-differs", &LATE_DIFFERS),
    ("relay-slot-used", &RELAY_USED),
    ("relay-full", &RELAY_FULL),
    ("back-office-token-wrong", &BACK_OFFICE),
];
