//! Words for the codes of `cert_verify`.

use super::{Entry, Rows, entry};

const DAMAGED: Entry = entry(
    ("这份内容不完整，或者格式已损坏。", "从原来的地方重新复制或下载整份证照，再试一次。"),
    (
        "The content is incomplete or damaged.",
        "Copy or download the whole certificate again from where you got it, then try once more.",
    ),
);

const TOO_MUCH: Entry = entry(
    ("内容超出了一份证照应有的大小。", "确认选对了文件；如果没错，请向签发机构索取新的证照。"),
    (
        "There is more in this than a certificate can hold.",
        "Check that you chose the right file. If you did, ask the issuer for a new certificate.",
    ),
);

const BREAKS_RULES: Entry = entry(
    ("这份证照的内容不符合标准，可能被人改动过。", "不要采信它，请向签发机构索取新的证照。"),
    (
        "The certificate breaks the rules of its standard and may have been altered.",
        "Do not rely on it. Ask the issuer for a new certificate.",
    ),
);

const FORGED: Entry = entry(
    (
        "签名对不上：内容被改动过，或者不是这个机构签发的。",
        "不要采信它。如果是您自己的证照，请向签发机构重新领取。",
    ),
    (
        "The signature does not match: the content was altered, or this issuer did not make it.",
        "Do not rely on it. If it is your own certificate, get it again from the issuer.",
    ),
);

const UNSIGNED: Entry = entry(
    ("这份证照没有签名，谁都可以做出来。", "不要采信它，请索取有签名的证照。"),
    (
        "The certificate carries no signature, so anyone could have made it.",
        "Do not rely on it. Ask for a signed certificate.",
    ),
);

const NOT_HERE: Entry = entry(
    (
        "认得出这是什么证照，但这里还不能核验这一种。",
        "请用签发机构提供的方式核验，或改用其他证照。",
    ),
    (
        "We know what kind of certificate this is, but cannot verify that kind here.",
        "Use the way of checking that the issuer offers, or use another certificate.",
    ),
);

const BAD_KEY: Entry = entry(
    ("公钥写得不对，不能用来核验。", "请向提供公钥的机构索取正确的公钥。"),
    (
        "The key is not one that signatures can be checked with.",
        "Ask whoever gave you the key for the right one.",
    ),
);

const STATUS_UNCLEAR: Entry = entry(
    (
        "没有拿到可用的状态表，不知道这份证照有没有被撤销。",
        "连上网络后再核验一次。这不表示证照有问题。",
    ),
    (
        "There is no usable status list, so we cannot tell whether the certificate was revoked.",
        "Check again when you are online. This does not mean that anything is wrong with the certificate.",
    ),
);

const PROOF_WRONG: Entry = entry(
    ("出示人没有证明这份证照是自己的。", "请本人当场重新出示一次。"),
    (
        "The person showing it has not proven that it is theirs.",
        "Ask them to present it again now.",
    ),
);

const HOLDER_KEY: Entry = entry(
    ("证照上登记的持证人密钥不能用。", "请向签发机构重新领取这份证照。"),
    (
        "The holder's key in the certificate cannot be used.",
        "Get the certificate again from the issuer.",
    ),
);

pub(super) const ROWS: Rows = &[
    (
        "not-a-certificate",
        &entry(
            ("这不是证照。", "请选择证照文件，或粘贴完整的证照内容。"),
            (
                "This is not a certificate.",
                "Choose a certificate file, or paste the whole text of one.",
            ),
        ),
    ),
    ("format-not-supported", &NOT_HERE),
    (
        "encrypted-without-key",
        &entry(
            (
                "这个码加了密，这里没有能打开它的密钥。",
                "这不表示证照有问题。请让本服务的运营方向签发机构索取密钥，或请对方出示没有加密的证照。",
            ),
            (
                "This code is encrypted, and there is no key here that opens it.",
                "This does not mean that anything is wrong with it. The operator of this service can ask the issuer for the key; or ask for the certificate without encryption.",
            ),
        ),
    ),
    ("too-large", &TOO_MUCH),
    ("too-deep", &TOO_MUCH),
    ("too-many-items", &TOO_MUCH),
    ("json-malformed", &DAMAGED),
    ("json-duplicate-key", &BREAKS_RULES),
    ("json-number-out-of-range", &BREAKS_RULES),
    ("base64url-malformed", &DAMAGED),
    ("jws-malformed", &DAMAGED),
    (
        "type-header-wrong",
        &entry(
            ("这份内容标明的种类不是证照，或是旧版格式。", "请向签发机构索取新格式的证照。"),
            (
                "The content says that it is something else, or a certificate of an old format.",
                "Ask the issuer for a certificate in the present format.",
            ),
        ),
    ),
    ("critical-header-not-understood", &NOT_HERE),
    ("claim-missing", &BREAKS_RULES),
    ("claim-malformed", &BREAKS_RULES),
    ("hash-algorithm-not-allowed", &BREAKS_RULES),
    ("hash-algorithm-not-supported", &NOT_HERE),
    ("digest-duplicate", &BREAKS_RULES),
    ("claim-duplicate", &BREAKS_RULES),
    (
        "disclosure-unreferenced",
        &entry(
            ("里面夹带了签发机构没有签过的内容。", "不要采信它，请出示人重新出示原件。"),
            (
                "It carries content that the issuer never signed.",
                "Do not rely on it. Ask for the original to be presented again.",
            ),
        ),
    ),
    ("disclosure-malformed", &BREAKS_RULES),
    ("disclosed-claim-forbidden", &BREAKS_RULES),
    (
        "disclosure-not-possible",
        &entry(
            ("这种证照只能整份出示，不能只给一部分。", "改用可以选择内容的证照，或自己填写。"),
            (
                "This kind of certificate can only be shown whole.",
                "Use one that lets you choose what to show, or type the answer.",
            ),
        ),
    ),
    (
        "claim-not-found",
        &entry(
            ("这份证照里没有所需的内容。", "换一份证照，或自己填写。"),
            (
                "The certificate does not hold what is needed.",
                "Use another certificate, or type the answer.",
            ),
        ),
    ),
    (
        "claim-path-malformed",
        &entry(
            ("要取的内容写法不对。", "请告诉提供这张表的单位。"),
            (
                "The request names a part of the certificate in a way that makes no sense.",
                "Tell the owner of the form.",
            ),
        ),
    ),
    ("base45-malformed", &DAMAGED),
    ("multibase-malformed", &DAMAGED),
    ("cbor-malformed", &DAMAGED),
    ("cose-malformed", &DAMAGED),
    ("compression-malformed", &DAMAGED),
    ("inflated-too-large", &TOO_MUCH),
    ("numeric-code-malformed", &DAMAGED),
    (
        "part-missing",
        &entry(
            ("这是分成几个码的证照中的一个。", "把其余的码也扫进来。"),
            ("This is one of several codes that belong together.", "Scan the other codes as well."),
        ),
    ),
    ("proof-missing", &UNSIGNED),
    ("proof-malformed", &BREAKS_RULES),
    ("proof-purpose-wrong", &BREAKS_RULES),
    ("did-malformed", &BAD_KEY),
    ("x509-malformed", &DAMAGED),
    ("signature-missing", &UNSIGNED),
    ("signature-wrong", &FORGED),
    ("algorithm-not-allowed", &UNSIGNED),
    ("algorithm-not-supported", &NOT_HERE),
    ("algorithm-key-mismatch", &FORGED),
    ("key-malformed", &BAD_KEY),
    ("key-not-supported", &NOT_HERE),
    (
        "key-private",
        &entry(
            ("这里出现了私钥，私钥不应该给别人。", "换成公钥，并停用这把私钥。"),
            (
                "A private key stands here, and private keys must not be passed on.",
                "Use the public key instead, and stop using this private key.",
            ),
        ),
    ),
    ("key-weak", &BAD_KEY),
    ("key-id-wrong", &FORGED),
    ("issuer-key-mismatch", &FORGED),
    (
        "expired",
        &entry(
            ("证照已过有效期。", "请换领新的证照。"),
            ("The certificate has expired.", "Get a new one."),
        ),
    ),
    (
        "not-yet-valid",
        &entry(
            ("证照还没到生效日期。", "等到生效日期再用；也请检查这台设备的日期和时间。"),
            (
                "The certificate is not valid yet.",
                "Use it from its start date on, and check the date and time of this device.",
            ),
        ),
    ),
    (
        "issued-in-future",
        &entry(
            ("证照的签发时间在将来。", "检查这台设备的日期和时间。"),
            ("The certificate is dated in the future.", "Check the date and time of this device."),
        ),
    ),
    (
        "revoked",
        &entry(
            ("签发机构已经撤销这份证照。", "不能再使用。如有疑问，请向签发机构询问。"),
            (
                "The issuer has revoked this certificate.",
                "It can no longer be used. Ask the issuer if you think otherwise.",
            ),
        ),
    ),
    (
        "suspended",
        &entry(
            ("签发机构暂停了这份证照。", "暂停期间不能使用，请向签发机构询问何时恢复。"),
            (
                "The issuer has suspended this certificate.",
                "It cannot be used for now. Ask the issuer when it will be restored.",
            ),
        ),
    ),
    (
        "status-unknown-value",
        &entry(
            ("状态表上有这份证照的记录，但看不懂它的含义。", "请向签发机构询问这份证照是否有效。"),
            (
                "The status list says something about this certificate that has no known meaning.",
                "Ask the issuer whether the certificate still stands.",
            ),
        ),
    ),
    ("status-index-out-of-range", &BREAKS_RULES),
    (
        "status-not-named",
        &entry(
            ("这份证照没有状态表，不会被撤销。", "看有效期即可。"),
            (
                "The certificate names no status list and cannot be revoked.",
                "Its dates are what counts.",
            ),
        ),
    ),
    ("status-mechanism-not-supported", &STATUS_UNCLEAR),
    ("status-list-missing", &STATUS_UNCLEAR),
    ("status-list-too-old", &STATUS_UNCLEAR),
    ("status-list-from-future", &STATUS_UNCLEAR),
    ("status-list-signature-wrong", &STATUS_UNCLEAR),
    ("status-list-subject-mismatch", &STATUS_UNCLEAR),
    ("status-list-too-large", &STATUS_UNCLEAR),
    ("status-list-too-short", &STATUS_UNCLEAR),
    ("status-purpose-mismatch", &STATUS_UNCLEAR),
    (
        "status-list-unsigned",
        &entry(
            (
                "它不在签发机构的吊销列表上。这种列表没有签名，可信程度取决于获取它的连接。",
                "要求较高时，请直接向签发机构核实。",
            ),
            (
                "It is not on the issuer's revocation list. Such lists are not signed, so this is worth as much as the connection that brought the list.",
                "Where much depends on it, check with the issuer.",
            ),
        ),
    ),
    ("status-list-malformed", &STATUS_UNCLEAR),
    (
        "holder-not-bound",
        &entry(
            ("这份证照没有绑定持证人，谁拿到都能出示。", "请另外核对出示人的身份。"),
            (
                "The certificate is not bound to its holder; whoever has a copy can show it.",
                "Check the identity of the person in another way.",
            ),
        ),
    ),
    (
        "key-binding-not-asked",
        &entry(
            ("这次没有要求证明是本人。", "需要时，请本人当场出示。"),
            (
                "Proof that it is the holder was not asked for.",
                "If it matters, ask them to present it now.",
            ),
        ),
    ),
    ("holder-key-missing", &HOLDER_KEY),
    ("holder-key-malformed", &HOLDER_KEY),
    ("holder-key-not-supported", &NOT_HERE),
    (
        "holder-key-not-resolved",
        &entry(
            ("证照写明了持证人密钥的名称，但这里查不到这把密钥。", "请另外核对出示人的身份。"),
            (
                "The certificate names the key of its holder, and that key could not be found.",
                "Check the identity of the person in another way.",
            ),
        ),
    ),
    (
        "holder-not-presenter",
        &entry(
            ("出示人不是这份证照上的人。", "请确认出示人是否有权代为出示。"),
            (
                "The certificate is about somebody else than the one who presents it.",
                "Ask whether this person may present it.",
            ),
        ),
    ),
    (
        "presentation-not-signed",
        &entry(
            (
                "出示的这组证照没有出示人的签名。",
                "每份证照仍由其签发机构签名；必要时请本人现场出示。",
            ),
            (
                "The presentation is not signed by whoever shows it.",
                "The certificates in it are signed by their issuers. Where it matters, ask for a presentation made for you.",
            ),
        ),
    ),
    (
        "presentation-empty",
        &entry(
            ("这次出示里没有证照。", "请出示人选择证照后重新出示。"),
            (
                "There is no certificate in this presentation.",
                "Ask the person to choose a certificate and present it again.",
            ),
        ),
    ),
    ("key-binding-missing", &PROOF_WRONG),
    ("key-binding-malformed", &PROOF_WRONG),
    ("key-binding-signature-wrong", &PROOF_WRONG),
    ("key-binding-nonce-mismatch", &PROOF_WRONG),
    (
        "key-binding-audience-mismatch",
        &entry(
            ("这份出示是给别的单位的。", "请本人重新出示给您。"),
            ("It was presented to somebody else.", "Ask the holder to present it to you."),
        ),
    ),
    ("key-binding-hash-mismatch", &PROOF_WRONG),
    (
        "key-binding-too-old",
        &entry(
            ("出示的时间太久了。", "请本人重新出示一次。"),
            ("It was presented too long ago.", "Ask the holder to present it again."),
        ),
    ),
    (
        "key-binding-from-future",
        &entry(
            ("出示的时间在将来。", "检查两边设备的日期和时间，再出示一次。"),
            (
                "It was presented at a time that lies in the future.",
                "Check the date and time of both devices and present it again.",
            ),
        ),
    ),
];
