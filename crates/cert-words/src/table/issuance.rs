//! Words for getting certificates from an issuer (OpenID4VCI).

use super::{Entry, Rows, entry};

const OFFER: Entry = entry(
    ("这不是完整的领取链接。", "回到签发机构的页面，重新复制整个链接。"),
    (
        "This is not a whole offer link.",
        "Go back to the issuer's page and copy the whole link again.",
    ),
);

const OFFER_FLOW: Entry = entry(
    ("这份邀请要求的领取方式，这里还不支持。", "向签发机构要一个“预授权码”的领取链接。"),
    (
        "This offer asks for a way of fetching that is not available here.",
        "Ask the issuer for an offer with a pre-authorised code.",
    ),
);

const NOT_SECURE: Entry = entry(
    (
        "邀请里的网址不安全（不是 https），没有打开。",
        "确认链接来自签发机构，再向它要一个 https 的链接。",
    ),
    (
        "An address in the offer is not secure (not https), so it was not opened.",
        "Make sure the link comes from the issuer and ask it for an https link.",
    ),
);

const OFFER_EXPIRED: Entry = entry(
    ("这份邀请已经用过，或已过期。", "回到签发机构的页面，重新领取一个链接。"),
    (
        "This offer has been used or has expired.",
        "Go back to the issuer's page and get a new link.",
    ),
);

const ISSUER_METADATA: Entry = entry(
    ("签发机构的说明与邀请对不上。", "不要继续。向签发机构确认链接是不是它发的。"),
    (
        "The issuer's description does not match the offer.",
        "Do not go on. Ask the issuer whether the link is theirs.",
    ),
);

const TX_CODE: Entry = entry(
    ("领取码不对。", "对照签发机构给您的代码，再输一次；多次不对，邀请会作废。"),
    (
        "The transaction code does not match.",
        "Compare it with the code that the issuer gave you and type it again. After several tries the offer ends.",
    ),
);

const ISSUER_ANSWER: Entry = entry(
    ("签发机构的回答看不懂，证照没有收到。", "过一会儿再领取一次；如果还是这样，告诉签发机构。"),
    (
        "The issuer's answer makes no sense, so no certificate arrived.",
        "Try again later. If it stays so, tell the issuer.",
    ),
);

const ISSUER_REFUSED: Entry = entry(
    ("签发机构没有发出证照。", "回到签发机构的页面重新领取，或向它询问原因。"),
    (
        "The issuer did not hand out the certificate.",
        "Go back to the issuer's page and get a new offer, or ask the issuer why.",
    ),
);

const FORMAT: Entry = entry(
    (
        "这份证照的格式，这里还不能核验，没有开始领取。",
        "邀请还没有用掉。向签发机构要 SD-JWT 或 W3C 格式的证照。",
    ),
    (
        "This certificate has a format that cannot be checked here, so nothing was fetched.",
        "The offer has not been used. Ask the issuer for a certificate as SD-JWT or in a W3C format.",
    ),
);

const PROOF: Entry = entry(
    (
        "签发机构要求的密钥证明，这里做不了，没有开始领取。",
        "邀请还没有用掉，可以换一个符合它要求的应用来领取。",
    ),
    (
        "The issuer asks for a proof of the key that cannot be made here, so nothing was fetched.",
        "The offer has not been used; another wallet that the issuer supports can still use it.",
    ),
);

const ENCRYPTION: Entry = entry(
    (
        "签发机构只发加密的回答，这里还不支持，没有开始领取。",
        "邀请还没有用掉，可以换一个符合它要求的应用来领取。",
    ),
    (
        "The issuer only sends encrypted answers, which are not supported here yet, so nothing was fetched.",
        "The offer has not been used; another wallet that the issuer supports can still use it.",
    ),
);

const NOT_KNOWN: Entry = entry(
    ("签发机构只发给它认得的应用。", "向签发机构询问可以用哪些应用领取。"),
    (
        "The issuer gives certificates to wallets that it knows only.",
        "Ask the issuer which wallets can be used.",
    ),
);

const BUSY: Entry = entry(
    ("签发机构现在太忙，没有回答。", "过一会儿再按一次。"),
    ("The issuer is too busy to answer.", "Press again in a little while."),
);

const DENIED: Entry = entry(
    ("签发机构决定不发这份证照。", "向签发机构询问原因。"),
    ("The issuer has decided not to give this certificate.", "Ask the issuer for the reason."),
);

pub(super) const ROWS: Rows = &[
    ("offer-malformed", &OFFER),
    ("offer-flow-not-supported", &OFFER_FLOW),
    ("address-not-secure", &NOT_SECURE),
    ("offer-expired", &OFFER_EXPIRED),
    ("issuer-metadata-malformed", &ISSUER_METADATA),
    ("transaction-code-wrong", &TX_CODE),
    ("issuer-answer-malformed", &ISSUER_ANSWER),
    ("issuer-refused", &ISSUER_REFUSED),
    ("credential-format-not-supported", &FORMAT),
    ("proof-not-supported", &PROOF),
    ("issuer-encryption-required", &ENCRYPTION),
    ("wallet-not-known-to-issuer", &NOT_KNOWN),
    ("issuer-busy", &BUSY),
    ("issuer-denied", &DENIED),
];
