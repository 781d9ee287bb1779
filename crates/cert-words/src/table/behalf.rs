//! Words for filing on behalf of somebody else.

use super::{Entry, Rows, entry};

const DELEGATION_OVER: Entry = entry(
    (
        "代办凭的那份证照已经过期，现在不能代办。",
        "草稿会留着。换了新的授权委托书（或出生证）后，回到这里接着办。",
    ),
    (
        "The certificate by which you act for this person has run out, so you cannot file for them now.",
        "The draft stays. When you have a new delegation (or birth certificate), go on here.",
    ),
);

const DELEGATION_NOT_BEGUN: Entry = entry(
    (
        "代办凭的那份证照还没到开始的日子，现在不能代办。",
        "到委托期限的第一天再办，或请委托人换一份更早开始的授权委托书；已有的草稿会留着。",
    ),
    (
        "The certificate by which you act for this person has not begun to hold, so you cannot file for them now.",
        "File from its first day on, or ask for a delegation that begins earlier. A draft that you have begun stays.",
    ),
);

const DELEGATION_GONE: Entry = entry(
    (
        "代办要用的证照（授权委托书或出生证，和您本人的身份证）有一份已不在这台设备上，或者不再有效。",
        "草稿会留着。添加缺的那份后，回到这里接着办。",
    ),
    (
        "To act for this person you need the delegation (or birth certificate) and your own ID; one of them is not on this device any more, or not valid.",
        "The draft stays. Add the one that is missing, then go on here.",
    ),
);

pub(super) const ROWS: Rows = &[
    (
        "agent-not-allowed",
        &entry(
            ("这张表只能由本人办理，不能这样代办。", "请本人办理，或凭授权委托书到窗口咨询。"),
            (
                "This form cannot be filed for somebody else in this way.",
                "Let the person file it themselves, or ask at the counter with the delegation.",
            ),
        ),
    ),
    (
        "agent-not-named",
        &entry(
            (
                "这张表是替别人办的，提交里没有写明替谁、凭什么。",
                "回到表单首页，选好为谁办理，再提交。",
            ),
            (
                "This form is filed for another person, and the filing does not say by what right.",
                "Go back to the form's first page, choose for whom you file it, and send again.",
            ),
        ),
    ),
    ("delegation-expired", &DELEGATION_OVER),
    ("delegation-gone", &DELEGATION_GONE),
    ("delegation-not-begun", &DELEGATION_NOT_BEGUN),
    (
        "delegation-not-for-this-region",
        &entry(
            (
                "授权委托书管不到办这件事的地方。",
                "请委托人在委托书里加上这个地区，收到新的委托书后再办；草稿会留着。",
            ),
            (
                "The delegation does not hold in the region where this form is filed.",
                "Ask the person to add the region and to have a new delegation issued; the draft stays until then.",
            ),
        ),
    ),
    (
        "delegation-not-for-this-service",
        &entry(
            (
                "授权委托书没有委托办理这件事。",
                "请委托人在委托书里加上这件事，收到新的委托书后再办；草稿会留着。",
            ),
            (
                "The delegation does not cover this service.",
                "Ask the person to add it and to have a new delegation issued; the draft stays until then.",
            ),
        ),
    ),
    (
        "delegation-of-another-person",
        &entry(
            (
                "填的是另一个人：与授权委托书或出生证上的人对不上。",
                "核对为谁办理，改用这个人的证照，再提交。",
            ),
            (
                "The answers or certificates are about another person than the delegation or birth certificate.",
                "Check for whom you file, use that person's certificates and send again.",
            ),
        ),
    ),
    (
        "delegation-names-another-agent",
        &entry(
            ("授权委托书或出生证上写的办理人不是您。", "用您本人的身份证，或请委托书上的人来办。"),
            (
                "The delegation or birth certificate does not name you as the one who may act.",
                "Use your own ID card, or let the person whom it names file this.",
            ),
        ),
    ),
    (
        "delegation-unreadable",
        &entry(
            (
                "授权委托书没有写清替谁办理、在哪里、从哪一天到哪一天。",
                "请备案机关重新签发；草稿会留着。",
            ),
            (
                "The delegation does not say clearly for whom, where, from when or until when.",
                "Ask its issuer for a new one; the draft stays until then.",
            ),
        ),
    ),
    (
        "copy-for-agent-only",
        &entry(
            (
                "有一份证照是给代办人用的副本，只能在代本人办理时出示。",
                "办自己的事，改用您自己的证照；替别人办，回到表单首页选好为谁办理，再提交。",
            ),
            (
                "One of the certificates is a copy for an agent. It counts only when you file for the person it is about.",
                "For yourself, use your own certificate. For that person, go back to the form's first page and choose for whom you file.",
            ),
        ),
    ),
    (
        "principal-of-age",
        &entry(
            (
                "孩子已经到了这张表规定的年龄，父母不能再凭出生证代办。",
                "请本人办理，或由本人出具授权委托书。",
            ),
            (
                "The child has reached the age up to which a parent may file this form by the birth certificate.",
                "Let them file it themselves, or get a delegation from them.",
            ),
        ),
    ),
];
