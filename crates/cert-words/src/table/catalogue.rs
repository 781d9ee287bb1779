//! Words for what departments publish: indexes, and the files that they name.

use super::{Entry, Rows, entry};

const BROKEN: Entry = entry(
    (
        "这个部门的办事目录读不出来，没有采用。",
        "先用上次核验过的那一份。过一会儿再打开；如果还是这样，告诉提供本服务的单位。",
    ),
    (
        "The list of services of this department cannot be read, so it was not used.",
        "The last one that passed its check is shown. Open it again later; if it stays so, tell the operator of this service.",
    ),
);

const FORGED: Entry = entry(
    (
        "这份办事目录不是这个部门签名的，没有采用。",
        "先用上次核验过的那一份。请告诉提供本服务的单位。",
    ),
    (
        "This list of services is not signed by the department whose name it has, so it was not used.",
        "The last one that passed its check is shown. Tell the operator of this service.",
    ),
);

const BACKWARDS: Entry = entry(
    (
        "收到的办事目录比已有的旧，没有采用。",
        "先用较新的那一份，不用做什么。如果一直这样，告诉提供本服务的单位。",
    ),
    (
        "The list of services that came is older than the one known, so it was not used.",
        "The newer one stays in use; there is nothing to do. If it stays so, tell the operator of this service.",
    ),
);

const OVERREACH: Entry = entry(
    (
        "这个部门发布了不归它管的证照或地区，目录没有采用。",
        "先用上次核验过的那一份。请告诉提供本服务的单位。",
    ),
    (
        "This department published a type of certificate or a region that is not its own, so the list was not used.",
        "The last one that passed its check is shown. Tell the operator of this service.",
    ),
);

const RULE: (&str, &str) = (
    "其他提醒照常，您不用做什么。发布这条规则的部门需要改正它。",
    "The other reminders work, and there is nothing for you to do. The department that published the rule has to correct it.",
);

pub(super) const ROWS: Rows = &[
    (
        "rule-not-known",
        &entry(
            (
                "这条提醒规则的种类，这个版本还不认识，先跳过了。",
                "其他提醒照常。更新本应用后再看。",
            ),
            (
                "This version does not know this kind of reminder rule and passed it over.",
                "The other reminders work. Look again once this app has been updated.",
            ),
        ),
    ),
    (
        "rule-malformed",
        &entry(
            ("这条提醒规则写得不对，跳过了。", RULE.0),
            ("This reminder rule is not written as it must be, and was passed over.", RULE.1),
        ),
    ),
    (
        "rule-over-budget",
        &entry(
            ("这条提醒规则太复杂，超过了允许的计算量，跳过了。", RULE.0),
            ("This reminder rule asks for more work than a rule may, and was passed over.", RULE.1),
        ),
    ),
    (
        "rule-contradicts-itself",
        &entry(
            ("这条提醒规则自相矛盾，永远不会成立，跳过了。", RULE.0),
            (
                "This reminder rule contradicts itself and can never hold, and was passed over.",
                RULE.1,
            ),
        ),
    ),
    (
        "index-too-large",
        &entry(
            (
                "这个部门的办事目录大得不合常理，没有采用。",
                "先用上次核验过的那一份。如果一直这样，告诉提供本服务的单位。",
            ),
            (
                "The list of services of this department is larger than any real one, so it was not used.",
                "The last one that passed its check is shown. If it stays so, tell the operator of this service.",
            ),
        ),
    ),
    ("index-malformed", &BROKEN),
    (
        "index-version-not-supported",
        &entry(
            ("这个部门的办事目录用了更新的格式。", "刷新页面，用最新版本打开。"),
            (
                "The list of services of this department has a newer format.",
                "Reload the page to get the newest version.",
            ),
        ),
    ),
    ("index-signature-wrong", &FORGED),
    (
        "index-not-entitled",
        &entry(
            (
                "这个部门目前不在信任名单上，它的办事目录没有采用。",
                "更新信任名单，或联网后再打开。如果还是这样，告诉提供本服务的单位。",
            ),
            (
                "This department is not on the trust list at present, so its list of services was not used.",
                "Update the trust list, or go online and open it again. If it stays so, tell the operator of this service.",
            ),
        ),
    ),
    ("index-of-another-department", &FORGED),
    ("index-older", &BACKWARDS),
    ("index-replaced", &FORGED),
    (
        "index-from-future",
        &entry(
            ("办事目录的签名时间在将来。", "看看这台设备的日期和时间对不对，改好后再打开。"),
            (
                "The list of services was signed in the future.",
                "Check the date and time of this device, then open it again.",
            ),
        ),
    ),
    (
        "index-expired",
        &entry(
            (
                "收到的办事目录已经过期，没有采用。",
                "先用上次核验过的那一份。如果一直这样，告诉提供本服务的单位。",
            ),
            (
                "The list of services that came is out of date, so it was not used.",
                "The last one that passed its check is shown. If it stays so, tell the operator of this service.",
            ),
        ),
    ),
    ("index-type-not-allowed", &OVERREACH),
    ("index-region-not-allowed", &OVERREACH),
    (
        "index-file-differs",
        &entry(
            (
                "收到的文件与部门签名的目录不符，没有打开。",
                "过一会儿再试；如果还是这样，告诉提供本服务的单位。已填的内容没有变化。",
            ),
            (
                "The file that came is not the one in the department's signed list, so it was not opened.",
                "Try again later; if it stays so, tell the operator of this service. What you filled in has not changed.",
            ),
        ),
    ),
    (
        "form-withdrawn",
        &entry(
            (
                "部门已经撤下这项服务，现在不能提交。",
                "您填的内容还在这台设备上。看看有没有新的服务，或到窗口办理。",
            ),
            (
                "The department has withdrawn this service, so it cannot be sent now.",
                "What you filled in is still on this device. See whether there is a new service, or go to an office.",
            ),
        ),
    ),
];
