//! Words for the codes of `cert_verify` about issuers: their X.509 certificates and the trust list.

use super::{Entry, Rows, entry};

const CHAIN: Entry = entry(
    ("签发机构的数字证书连不到可信的机构。", "不要采信它，请向签发机构核实。"),
    (
        "The issuer's own certificate does not lead to anyone who is trusted.",
        "Do not rely on it. Check with the issuer.",
    ),
);

const CRL: Entry = entry(
    (
        "没有可用的吊销列表，无法确认签发机构的数字证书是否已被吊销。",
        "取得其认证机构的最新吊销列表后再核验。",
    ),
    (
        "There is no usable revocation list, so it is not known whether the issuer's certificate was revoked.",
        "Get the newest list of its authority and check again.",
    ),
);

const TRUST_LIST: Entry = entry(
    (
        "信任名单本身有问题，没有采用。",
        "继续使用上一份名单。请稍后更新；如果反复出现，请告诉本服务的提供单位。",
    ),
    (
        "The trust list itself has a problem and was not taken over.",
        "The last good list stays in use. Update again later, and tell the operator if this comes back.",
    ),
);

pub(super) const ROWS: Rows = &[
    ("x509-chain-broken", &CHAIN),
    ("x509-not-valid-at-time", &CHAIN),
    ("x509-key-usage-wrong", &CHAIN),
    ("x509-extension-unknown", &CHAIN),
    (
        "x509-revoked",
        &entry(
            (
                "签发机构的数字证书已被其认证机构吊销。",
                "不要采信它。如果是您自己的证照，请向签发机构重新领取。",
            ),
            (
                "The certificate of the issuer has been revoked by its authority.",
                "Do not rely on it. If it is your own certificate, get it again from the issuer.",
            ),
        ),
    ),
    (
        "x509-on-hold",
        &entry(
            ("签发机构的数字证书已被其认证机构暂停使用。", "现在不要采信，恢复之后再核验。"),
            (
                "The certificate of the issuer has been put on hold by its authority.",
                "Do not rely on it now. Check again once the hold is lifted.",
            ),
        ),
    ),
    ("x509-crl-missing", &CRL),
    ("x509-crl-malformed", &CRL),
    ("x509-crl-not-supported", &CRL),
    ("x509-crl-signature-wrong", &CRL),
    ("x509-crl-too-old", &CRL),
    ("x509-crl-from-future", &CRL),
    (
        "x509-name-not-permitted",
        &entry(
            (
                "为签发机构发证书的认证机构，无权为这个名称发证书。",
                "不要采信它，请签发机构换用有权的证书。",
            ),
            (
                "The authority behind the issuer's certificate may not certify this name.",
                "Do not rely on it. The issuer needs a certificate from an authority that may.",
            ),
        ),
    ),
    (
        "issuer-unknown",
        &entry(
            (
                "签发机构不在信任名单上，无法确认真假。",
                "如果您信任这个机构，请更新信任名单后再试；否则不要采信。",
            ),
            (
                "The issuer is not on the trust list, so this cannot be confirmed.",
                "Update the trust list and try again. Do not rely on the certificate until then.",
            ),
        ),
    ),
    (
        "issuer-not-trusted-then",
        &entry(
            ("签发时，这个机构没有签发资格。", "请向现在有资格的机构重新领取。"),
            (
                "The issuer was not entitled to issue when it made this.",
                "Get a new certificate from a body that is entitled now.",
            ),
        ),
    ),
    (
        "issuer-type-not-allowed",
        &entry(
            ("这个机构不能签发这类证照。", "请向有权签发的机构领取。"),
            (
                "The issuer is not entitled to issue this type of certificate.",
                "Get it from the body that is.",
            ),
        ),
    ),
    (
        "issuer-type-not-stated",
        &entry(
            (
                "信任列表没有说明这个机构可以签发哪些证照。",
                "请向核验系统的运营方确认；列表上的机构都可签发时，可由运营方设定。",
            ),
            (
                "The trust list does not say which types of certificate this issuer may issue.",
                "Ask the operator of this service. If everybody on the list may issue every type, it can be set so.",
            ),
        ),
    ),
    (
        "issuer-status-unknown",
        &entry(
            ("信任列表中这个机构的状态，这里还不认识。", "请向核验系统的运营方确认。"),
            (
                "The trust list gives the issuer a status that is not known here.",
                "Ask the operator of this service what it means.",
            ),
        ),
    ),
    (
        "issuer-region-not-allowed",
        &entry(
            ("这个机构不能签发这个地区的证照。", "请向该地区的机构领取。"),
            (
                "The issuer is not entitled to issue for this region.",
                "Get the certificate from the body of that region.",
            ),
        ),
    ),
    ("trust-list-malformed", &TRUST_LIST),
    ("trust-list-signature-wrong", &TRUST_LIST),
    ("trust-list-rolled-back", &TRUST_LIST),
    ("trust-list-replaced", &TRUST_LIST),
    (
        "trust-list-from-future",
        &entry(
            ("信任名单的日期在将来。", "检查这台设备的日期和时间，然后再更新。"),
            (
                "The trust list is dated in the future.",
                "Check the date and time of this device, then update again.",
            ),
        ),
    ),
    (
        "trust-list-too-old",
        &entry(
            ("信任名单已经过期，暂不能确认签发机构。", "连上网络，更新信任名单后再核验。"),
            (
                "The trust list is out of date, so the issuer cannot be confirmed now.",
                "Go online, update the trust list and check again.",
            ),
        ),
    ),
    ("root-keys-malformed", &TRUST_LIST),
    ("root-version-wrong", &TRUST_LIST),
    ("root-signature-wrong", &TRUST_LIST),
];
