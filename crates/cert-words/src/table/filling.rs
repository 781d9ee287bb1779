//! Words for the codes of `cert_fill`: form definitions and filings.
//!
//! What is wrong with one answer is worded by the app, which knows the field's label.

use super::{Entry, Rows, entry};

const BAD_FORM: Entry = entry(
    ("这张表本身有问题，没有打开。", "请告诉提供这张表的单位，或到窗口办理。"),
    (
        "The form itself has a problem and was not opened.",
        "Tell the owner of the form, or apply at the counter.",
    ),
);

const ALTERED: Entry = entry(
    ("到达受理部门的内容，与您签过的不一致，没有受理。", "什么都没有丢。回到核对页，再提交一次。"),
    (
        "What reached the office is not what you signed, so it was not accepted.",
        "Nothing is lost. Go back to the check page and send it again.",
    ),
);

const SEND_AGAIN: Entry = entry(
    ("这次提交等得太久，受理部门不再接受。", "什么都没有丢。回到核对页，再提交一次。"),
    (
        "Too much time has passed, so the office no longer takes this attempt.",
        "Nothing is lost. Go back to the check page and send it again.",
    ),
);

const OUR_FAULT: Entry = entry(
    (
        "提交的格式与受理部门的要求不一致。",
        "刷新页面再提交一次；如果还不行，请告诉提供本服务的单位。",
    ),
    (
        "The filing does not have the shape that the office asks for.",
        "Reload the page and send it again. If that does not help, tell the operator of this service.",
    ),
);

const VALUE_DIFFERS: Entry = entry(
    ("填写的内容与证照不一致。", "回到这一项，用证照上的内容，或改为自己填写。"),
    (
        "An answer differs from the certificate.",
        "Go back to it and use the value of the certificate, or type your own.",
    ),
);

const WRONG_EVIDENCE: Entry = entry(
    ("随附的证照与受理部门要求的不一致。", "回到核对页，重新选择证照后再提交。"),
    (
        "The certificates sent along are not the ones the office asked for.",
        "Go back to the check page, choose the certificates again and send.",
    ),
);

const CERTIFICATE_GONE: Entry = entry(
    ("填表用的证照已经不在这台设备上。", "重新添加这份证照，或自己填写。"),
    (
        "A certificate that filled the form is no longer on this device.",
        "Add it again, or type the answers.",
    ),
);

const RECEIPT: Entry = entry(
    ("收到的回执与提交的内容对不上，没有保存。", "记下办件编号，向受理部门询问；不要再次提交。"),
    (
        "The receipt does not belong to what was sent, so it was not kept.",
        "Note the case number and ask the office. Do not send again.",
    ),
);

const NEWS: Entry = entry(
    (
        "收到的办理进度不可信，没有采用；以前核验过的进度还在。",
        "过一会儿再问；如果仍然这样，拿案件号向受理部门询问。",
    ),
    (
        "The news of the case cannot be trusted and was not taken; what was checked before is still here.",
        "Ask again in a while. If it stays so, ask the office with the case number.",
    ),
);

const NEWS_SHORTER: Entry = entry(
    (
        "受理部门这次给出的进度比以前核验过的少，或者改了以前的内容。",
        "以前的记录还在，可以导出作为凭据；拿案件号向受理部门询问。",
    ),
    (
        "The office now says less than it did before, or something else.",
        "What it said before is kept and can be exported as evidence. Ask the office with the case number.",
    ),
);

const NO_EDIT: Entry = entry(
    ("这一项不能在这里改。", "如果内容不对，请找签发证照的机构更正。"),
    (
        "This answer cannot be changed here.",
        "If it is wrong, ask the issuer of the certificate to correct it.",
    ),
);

const LATE_OTHER: Entry = entry(
    (
        "转来的结果不属于这一件，受理部门没有采用。",
        "什么都没有丢。过一会儿会自动再转；一直这样的话，拿着案件号向受理部门询问。",
    ),
    (
        "The decision that was passed on does not belong to this filing, so the office did not use it.",
        "Nothing is lost. It is tried again later; if this stays, ask the office with the case number.",
    ),
);

const LATE_EARLY: Entry = entry(
    ("先办的部门还没有决定，没有结果可转。", "等它决定以后，打开这一件的页面，结果就会转来。"),
    (
        "The first office has not decided, so there is nothing to pass on.",
        "Open the page of this filing after the decision: it is passed on then.",
    ),
);

const LATE_VALUE: Entry = entry(
    (
        "先办的部门批准了，但没有给出后面部门需要的内容，或给的不合要求。",
        "拿着案件号向先办的部门询问，请它更正。",
    ),
    (
        "The first office said yes, but did not give what the others need, or not in the right form.",
        "Ask the first office with the case number to correct it.",
    ),
);

pub(super) const ROWS: Rows = &[
    ("form-too-large", &BAD_FORM),
    ("form-not-json", &BAD_FORM),
    ("form-malformed", &BAD_FORM),
    ("form-lint-failed", &BAD_FORM),
    (
        "form-version-not-supported",
        &entry(
            ("这张表的格式比这里认得的更新。", "刷新页面，换用新版本后再打开。"),
            (
                "The form uses a newer format than this version knows.",
                "Reload the page to get the new version, then open it again.",
            ),
        ),
    ),
    (
        "form-over-asks",
        &entry(
            ("这张表索要了用不上的证照内容，没有打开。", "请告诉提供这张表的单位，或到窗口办理。"),
            (
                "The form asks for more from your certificates than it uses, so it was not opened.",
                "Tell the owner of the form, or apply at the counter.",
            ),
        ),
    ),
    (
        "form-signature-wrong",
        &entry(
            ("这张表不是由本服务的提供单位签发的。", "不要填写。请从“办事”页重新打开。"),
            (
                "The form was not signed by the operator of this service.",
                "Do not fill it in. Open it again from the services page.",
            ),
        ),
    ),
    (
        "form-integrity-mismatch",
        &entry(
            ("这张表已经换了版本。", "从“办事”页重新打开，已填的内容会带过去。"),
            (
                "The form has been replaced by another version.",
                "Open it again from the services page; your answers are kept.",
            ),
        ),
    ),
    (
        "form-offices-elsewhere",
        &entry(
            (
                "这张表要交到别的网站去，这里送不到，所以没有打开。",
                "请到提供这张表的单位的网站上办理。",
            ),
            (
                "The form is filed on another site, which cannot be reached from here, so it was not opened.",
                "Use the site of the form's owner.",
            ),
        ),
    ),
    (
        "body-too-large",
        &entry(
            ("提交的内容太大。", "减少附件或把文件缩小后再提交。"),
            ("The filing is too large.", "Send fewer or smaller files."),
        ),
    ),
    ("body-malformed", &OUR_FAULT),
    ("filing-mismatch", &OUR_FAULT),
    ("idempotency-key-missing", &OUR_FAULT),
    ("idempotency-key-reused", &ALTERED),
    (
        "idempotency-key-running",
        &entry(
            ("上一次提交还在处理。", "稍等片刻，结果会自动显示；不会重复受理。"),
            (
                "Your first attempt is still being handled.",
                "Wait a moment for its result. Nothing is filed twice.",
            ),
        ),
    ),
    ("nonce-unknown", &SEND_AGAIN),
    ("nonce-used", &SEND_AGAIN),
    ("nonce-expired", &SEND_AGAIN),
    ("transaction-malformed", &OUR_FAULT),
    ("transaction-type-unknown", &OUR_FAULT),
    ("submission-mismatch", &ALTERED),
    (
        "form-not-accepted",
        &entry(
            ("受理部门已经换用新版的表。", "从“办事”页重新打开这张表，已填的内容会带过去。"),
            (
                "The office now uses a newer edition of the form.",
                "Open the form again from the services page; your answers are kept.",
            ),
        ),
    ),
    ("late-not-allowed", &OUR_FAULT),
    ("answers-hash-mismatch", &ALTERED),
    ("provenance-hash-mismatch", &ALTERED),
    (
        "attachment-missing",
        &entry(
            ("有附件没有送到。", "再提交一次，附件会重新上传。"),
            ("A file has not arrived.", "Send again; the file is uploaded once more."),
        ),
    ),
    ("attachment-size-mismatch", &ALTERED),
    (
        "attachment-not-accepted",
        &entry(
            ("附件的大小或种类不符合要求。", "换成 8 MB 以内的 PDF、JPEG 或 PNG 文件。"),
            (
                "A file is too large or of another kind.",
                "Choose a PDF, JPEG or PNG of at most 8 MB.",
            ),
        ),
    ),
    (
        "answer-not-accepted",
        &entry(
            ("有一项内容不符合这张表的要求。", "按提示更正后再提交。"),
            (
                "An answer does not fit the rules of the form.",
                "Correct it as shown and send again.",
            ),
        ),
    ),
    ("provenance-malformed", &OUR_FAULT),
    ("evidence-not-requested", &WRONG_EVIDENCE),
    ("evidence-removed", &WRONG_EVIDENCE),
    (
        "evidence-missing",
        &entry(
            ("缺少这张表必需的证照。", "先添加这份证照，再提交。"),
            (
                "A certificate that the form needs is not there.",
                "Add the certificate first, then send.",
            ),
        ),
    ),
    ("evidence-malformed", &WRONG_EVIDENCE),
    ("evidence-type-wrong", &WRONG_EVIDENCE),
    ("evidence-over-disclosed", &WRONG_EVIDENCE),
    ("evidence-incomplete", &WRONG_EVIDENCE),
    (
        "evidence-used-twice",
        &entry(
            ("同一份证照用在了两处。", "为每一行选择各自的证照。"),
            (
                "The same certificate was used in two rows.",
                "Choose a certificate of its own for each row.",
            ),
        ),
    ),
    ("transaction-hash-mismatch", &ALTERED),
    ("unbound-not-listed", &WRONG_EVIDENCE),
    ("value-mismatch", &VALUE_DIFFERS),
    ("value-not-computable", &VALUE_DIFFERS),
    ("origin-false", &VALUE_DIFFERS),
    ("evidence-not-withdrawn", &WRONG_EVIDENCE),
    (
        "constant-needs-certificate",
        &entry(
            ("选了用证照证明，却没有附上这份证照。", "附上证照，或改选其他证明方式。"),
            (
                "The answer relies on a certificate that is not sent along.",
                "Send the certificate, or choose another kind of proof.",
            ),
        ),
    ),
    (
        "check-failed",
        &entry(
            ("有两项内容应该一致，但不一致。", "按提示核对这两项。"),
            ("Two answers that should agree do not.", "Compare them as shown."),
        ),
    ),
    ("certificate-gone", &CERTIFICATE_GONE),
    ("receipt-malformed", &RECEIPT),
    ("receipt-of-another-filing", &RECEIPT),
    ("receipt-produced-not-expected", &RECEIPT),
    ("progress-malformed", &NEWS),
    ("progress-receipt-not-trusted", &NEWS),
    ("progress-not-trusted", &NEWS),
    ("progress-of-another-receipt", &NEWS),
    ("progress-of-another-office", &NEWS),
    ("progress-broken", &NEWS),
    ("progress-rolled-back", &NEWS_SHORTER),
    ("late-of-another-form", &LATE_OTHER),
    ("late-of-another-submission", &LATE_OTHER),
    ("late-of-another-holder", &LATE_OTHER),
    ("late-of-another-office", &LATE_OTHER),
    ("late-not-awaited", &LATE_OTHER),
    ("late-not-decided", &LATE_EARLY),
    ("late-value-missing", &LATE_VALUE),
    ("late-value-not-accepted", &LATE_VALUE),
    ("edit-no-such-answer", &NO_EDIT),
    ("edit-locked", &NO_EDIT),
    ("edit-no-such-row", &NO_EDIT),
    ("edit-certificate-not-usable", &WRONG_EVIDENCE),
    (
        "draft-unreadable",
        &entry(
            ("这份草稿读不出来。", "可以重新开始填写；证照都还在。"),
            (
                "The draft cannot be read.",
                "Start the form again; your certificates are still here.",
            ),
        ),
    ),
    (
        "draft-of-another-form",
        &entry(
            ("这份草稿属于另一个版本的表。", "重新开始填写，能沿用的内容会自动填好。"),
            (
                "The draft belongs to another edition of the form.",
                "Start the form again; what still fits is filled in.",
            ),
        ),
    ),
    ("filing-unknown", &OUR_FAULT),
    ("holder-key-not-at-hand", &CERTIFICATE_GONE),
    (
        "challenge-audience-mismatch",
        &entry(
            (
                "应答的部门不是表上写的受理部门，没有签名，也没有提交。",
                "稍后再试；如果反复出现，请告诉提供本服务的单位。",
            ),
            (
                "Another office answered than the form names, so nothing was signed or sent.",
                "Try again later, and tell the operator if this comes back.",
            ),
        ),
    ),
    ("challenge-malformed", &OUR_FAULT),
    ("submission-id-malformed", &OUR_FAULT),
];
