//! Words for what `<certfill-verify>` itself can say.

use super::{Rows, entry};

pub(super) const ROWS: Rows = &[
    (
        "kind-not-accepted",
        &entry(
            ("证照是真的，但不是本页要的那一种。", "请换一份本页要的证照。"),
            (
                "It is genuine, but of another kind than this page asks for.",
                "Use a certificate of the kind that is asked for.",
            ),
        ),
    ),
    (
        "claim-not-shown",
        &entry(
            ("证照是真的，但没有出示本页要的内容。", "请重新出示，并同意出示列出的各项。"),
            (
                "It is genuine, but does not show all that this page asks for.",
                "Show it again and agree to everything that is listed.",
            ),
        ),
    ),
    (
        "wallet-nothing",
        &entry(
            ("没有收到证照。", "可以再试一次，或者选择文件、扫码、粘贴。"),
            ("No certificate came.", "Try again, or choose a file, scan or paste."),
        ),
    ),
    (
        "wallet-answer-unreadable",
        &entry(
            ("钱包的回答读不懂。", "更新钱包后再试，或者选择文件、扫码、粘贴。"),
            (
                "The wallet’s answer could not be read.",
                "Update the wallet and try again, or choose a file, scan or paste.",
            ),
        ),
    ),
    (
        "wallet-not-asked",
        &entry(
            ("本页没能向钱包提出请求。", "稍后再试，或者选择文件、扫码、粘贴。"),
            (
                "This page could not put its question to the wallet.",
                "Try again later, or choose a file, scan or paste.",
            ),
        ),
    ),
    (
        "nothing-given",
        &entry(
            ("还没有证照文本。", "请粘贴证照的全部文本。"),
            ("There is no text yet.", "Paste the whole text of the certificate."),
        ),
    ),
    (
        "moving-code",
        &entry(
            ("这是一个会动的码，这里读不了。", "请对方导出证照文件，再选择文件或粘贴文本。"),
            (
                "This is a moving code, which cannot be read here.",
                "Export the certificate as a file, then choose the file or paste its text.",
            ),
        ),
    ),
    (
        "settings-malformed",
        &entry(
            ("本页没有设置好，现在不能核验。", "请告诉网站的运营方。"),
            (
                "This page is not set up rightly, so nothing can be verified.",
                "Tell whoever runs this site.",
            ),
        ),
    ),
    (
        "trust-not-loaded",
        &entry(
            ("没有取得本页信任的机构名单，现在不能核验。", "连上网络后再试。"),
            (
                "The list of issuers that this page trusts could not be loaded, so nothing can be verified.",
                "Try again when you are online.",
            ),
        ),
    ),
    (
        "not-verified",
        &entry(
            ("这里不能核验证照。", "请换一个浏览器，或更新后再试。"),
            (
                "Certificates cannot be verified here.",
                "Use another browser, or update this one and try again.",
            ),
        ),
    ),
];

/// Codes of the app that the element has, too.
pub(super) const SHARED: [&str; 7] = [
    "file-not-readable",
    "picture-not-readable",
    "picture-without-code",
    "scanner-not-loaded",
    "camera-refused",
    "camera-missing",
    "camera-lost",
];
