//! Words of the check page, of sending and of what came back.

use crate::texts;

texts! {
    // Check.
    NOT_PROVIDED = "未填写" | "Not provided";
    CHANGE = "更改" | "Change";
    OPEN = "打开" | "Open";
    OPEN_OF = "打开：{0}" | "Open: {0}";
    CHANGE_OF = "更改{0}" | "Change {0}";
    READ_ALOUD = "读给我听" | "Read this aloud";
    STOP_READING = "停止朗读" | "Stop reading";
    READ_INTRO = "{0}。请逐项核对。" | "{0}. Check each answer.";
    PRINT = "打印" | "Print";
    WARNINGS = "请再看一眼" | "Have another look";
    DELETE_DRAFT = "删除草稿" | "Delete the draft";

    // Consent.
    ONLY_TO = "只发给：{0}" | "Sent only to: {0}";
    ALSO_TO = "发给：{0}" | "Sent to: {0}";
    CONSENT_PURPOSE = "用途：{0}" | "Purpose: {0}";
    CONSENT_RETENTION = "保存：{0}" | "Kept for: {0}";
    WILL_SEND = "会发出" | "Will be sent";
    WILL_NOT_SEND = "不会发出" | "Will not be sent";
    WHO_GETS_WHAT = "哪个部门看到什么" | "Which office sees what";
    SHARE_OF = "内容" | "Part";
    SHARE_ALL = "全部" | "all";
    SHARE_PART = "部分" | "some";
    SHARE_NOTHING = "–" | "–";
    SHARE_HINT = "“–”表示这个部门一项也看不到。每个部门具体收到哪些，见下面各栏。" | "“–” means that the office sees none of it. What exactly each office gets stands below.";
    LATER = "以后转来：{0}" | "Later: {0}";
    LATE_VALUE = "{0}：{1}给出后，您看办理进度时由这台设备转来" | "{0}: once {1} has given it, this device passes it on when you look at the progress";
    CLAIMS_OF = "{0}：{1}" | "{0}: {1}";
    WORKED_OUT = "；由此得出：{0}" | "; worked out from it: {0}";
    TYPED_COUNT = "您填写的 {0} 项：{1}" | "{0} answers you typed: {1}";
    TYPED_COUNT_ONE = "您填写的 {0} 项：{1}" | "{0} answer you typed: {1}";
    FILES = "附件：{0}" | "Files: {0}";
    WHOLE_WITHDRAWN = "{0}（您改了{1}）" | "{0} (you changed {1})";
    NOT_CHOSEN = "{0}（没有用到）" | "{0} (not used)";
    OTHER_CERTIFICATES = "其他证照：{0}" | "Other certificates: {0}";
    ALL_OTHERS = "其他证照和未列出的内容" | "All other certificates, and anything not listed here";
    SIGNED_PROOF = "发证机关的签名和这次提交的签名（证明是您本人的证照）" | "The issuers' signatures and a signature made for this filing (proof that the certificates are yours)";

    // Send.
    SEND_TO = "提交给{0}" | "Send to {0}";
    SEND_TO_MANY = "提交给这 {0} 个部门" | "Send to these {0} offices";
    CHECKING = "正在按受理部门的规则预先核验……" | "Checking with the office's own rules…";
    CHECKED_OK = "已按受理部门的规则核验：可以提交" | "Checked with the office's own rules: ready to send";
    PROGRESS_SIGNING = "正在签名……" | "Signing…";
    PROGRESS_CHALLENGE = "正在联系{0}……" | "Contacting {0}…";
    PROGRESS_FILE = "正在发送附件 {0}（共 {1} 个）……" | "Sending file {0} of {1}…";
    PROGRESS_SENDING = "正在提交给{0}……" | "Sending to {0}…";
    PROGRESS_RECEIPT = "正在核验回执……" | "Checking the receipt…";
    PROGRESS_SAVING = "正在保存……" | "Saving…";
    OFFLINE_TITLE = "现在没有网络，还没有提交" | "You are offline: nothing was sent";
    OFFLINE_HINT = "草稿已保存，没有签名，也没有发出任何内容。连上网后，再按一次“提交”。" | "Your draft is saved. Nothing was signed and nothing left this device. When you are connected, press Send again.";
    OFFLINE_NOW = "现在没有网络。可以继续核对，连上网后再提交。" | "You are offline. You can go on checking; send when you are connected.";
    WAITING_TITLE = "还没有收到{0}的答复" | "No answer from {0} yet";
    WAITING_HINT = "可能已经送到。会自动用同样的内容再问，不会重复受理。可以关闭页面，下次打开时接着问。" | "It may have arrived. The same content is sent again by itself and is never filed twice. You can close the page; it goes on when you open the app again.";
    ASK_NOW = "现在再问一次" | "Ask again now";
    ASKED_NO_ANSWER = "刚问过，还没有收到答复。会自动再问。" | "Asked just now; there is no answer yet. It is asked again by itself.";
    REFUSED_TITLE = "{0}没有受理" | "{0} did not accept it";
    REFUSED_HINT = "您的草稿还在，没有丢失。更正后可以重新提交。" | "Your draft is kept. Correct it and send it again.";
    UNAVAILABLE = "{0}暂时联系不上" | "{0} cannot be reached now";
    UNAVAILABLE_HINT = "没有发出任何内容。草稿已保存，过一会儿再按一次“提交”。" | "Nothing was sent. Your draft is saved; press Send again in a while.";
    RECEIPT_NOT_TRUSTED = "回执没有通过核验" | "The receipt did not pass the check";
    RECEIPT_NOT_TRUSTED_HINT = "发来的答复不能证明{0}收到的就是您提交的内容。提交的内容已保留；可以再问一次，或拿案件号向该部门询问。" | "The answer does not prove that {0} received exactly what you sent. What you sent is kept; ask again, or ask the office directly.";
    STATE_TITLE = "上次提交还没有结束" | "The last sending is not finished";
    STORE_FAILED = "没能保存到这台设备，所以没有提交" | "It could not be stored on this device, so it was not sent";
    STORE_FAILED_HINT = "先腾出一些空间或检查浏览器的存储设置，再按一次“提交”。" | "Free some space or check the browser's storage settings, then press Send again.";
    CHANGED_ELSEWHERE = "另一个标签页改了这份草稿，所以还没有提交" | "Another tab has changed this draft, so it was not sent";
    CHANGED_ELSEWHERE_HINT = "下面是现在保存的内容。请再看一遍，然后再按“提交”。" | "Below is what is stored now. Look through it again, then press Send.";
    LOCKED_MEANWHILE = "保险箱已锁上" | "The vault is locked";

    // Sent.
    SENT_TITLE_SENT = "已提交" | "Sent";
    SENT_TITLE_PARTLY = "部分已提交" | "Partly sent";
    SENT_TITLE_WAITING = "正在等待答复" | "Waiting for an answer";
    SENT_LEAD = "回执已核验并保存在您的证照里。" | "The receipt was checked and is kept with your certificates.";
    SENT_LEAD_REFUSED = "部门没有同意。原因和怎么办写在下面；回执已核验并保存。" | "It was refused. Why, and what to do, stands below; the receipt was checked and is kept.";
    SENT_LEAD_WAITING = "提交的内容已保存在这台设备上，不会丢失。" | "What you sent is kept on this device.";
    SENT_UNKNOWN = "这里没有这次提交的记录" | "There is no record of this sending here";
    SENT_UNKNOWN_HINT = "记录只存在提交时用的那台设备上。打开“我的证照”，看看那里的回执。" | "The record is only on the device that was used. Look for the receipt among your certificates.";
    CASE_NO = "案件号" | "Case number";
    COPY = "复制" | "Copy";
    COPIED = "已复制" | "Copied";
    STATUS = "状态" | "Status";
    STATUS_ACCEPTED = "已受理" | "Received";
    STATUS_QUEUED = "已收到，排队处理" | "Received, in the queue";
    STATUS_WAITING = "已收到，等待另一部门的结果" | "Received, waiting for another office";
    STATUS_RETURNED = "已退回，需要补正" | "Returned: needs a correction";
    STATUS_REJECTED = "不予受理" | "Refused";
    STATUS_SENDING = "已发出，等待答复" | "Sent, waiting for the answer";
    STATUS_NOT_SENT = "还没有提交" | "Not sent yet";
    STATUS_NEEDS_YOU = "需要您处理" | "Needs you";
    STATUS_DEPENDS = "等前一个部门答复后提交" | "Sent when the office before it has answered";
    RECEIVED_AT = "收到时间" | "Received";
    WHAT_NEXT = "接下来" | "What happens next";
    BY = "{0}前" | "By {0}";
    SENT_WHAT = "提交的内容" | "What was sent";
    SENT_WHAT_HINT = "取自保存的原文，和受理部门收到的一字不差。" | "Read from the bytes that were kept: exactly what the office received.";
    VERIFIED_VALUES = "{0} 项由受理部门核验，{1} 项由您声明" | "{0} values verified by the office, {1} declared by you";
    VERIFIED_MARK = "已核验" | "Verified";
    DECLARED_MARK = "您声明的" | "Declared by you";
    EVIDENCE_SENT = "一起发出的证明" | "Evidence sent with it";
    FINGERPRINT = "内容指纹" | "Fingerprint of what was sent";
    FINGERPRINT_HINT = "回执里写着同一个指纹，可以证明受理的就是这些内容。" | "The receipt repeats this fingerprint: proof of exactly what was received.";
    RECEIPT = "回执" | "Receipt";
    RECEIPT_HINT = "回执本身是一份证照，任何人都能核验。" | "The receipt is itself a certificate that anyone can verify.";
    SAVE_RECEIPT = "把回执存成文件" | "Save the receipt as a file";
    SHOW_RECEIPT = "查看回执原文" | "Show the receipt's text";
    TO_CERTIFICATES = "回到我的证照" | "Back to my certificates";
    SEND_THE_REST = "核对并提交其余部门" | "Check and send to the others";
    EDIT_AGAIN = "回去更正" | "Go back and correct it";
    HISTORY = "以前的提交" | "Sent before";
    SENT_ON = "{0}提交" | "Sent {0}";
}
