//! Words for a filing that is carried to a counter.

use super::{Rows, entry};

pub(super) const ROWS: Rows = &[
    (
        "carried-malformed",
        &entry(
            (
                "这份带来的申请读不出来，可能没有读完整。",
                "请申请人再出示一次，或改用文件。没有提交任何内容。",
            ),
            (
                "The filing that was brought cannot be read; it may be incomplete.",
                "Ask for it to be shown again, or for the file. Nothing was handed in.",
            ),
        ),
    ),
    (
        "carried-version-unknown",
        &entry(
            ("这份申请是更新版本的证填做的。", "刷新本机的页面，再读一次。"),
            (
                "The filing was made by a newer version of Certfill.",
                "Reload the page on this device and read it again.",
            ),
        ),
    ),
    (
        "carried-form-unknown",
        &entry(
            (
                "这里没有这份申请所用的表，或者已经换了新版。",
                "请申请人从网上提交，或用新版的表重新填写。",
            ),
            (
                "The form of this filing is not published here, or has a new edition by now.",
                "It can still be sent from the applicant's own device, or filled in again with the new edition.",
            ),
        ),
    ),
    (
        "carried-expired",
        &entry(
            (
                "这份申请签了超过两周，不能再提交。",
                "请申请人在自己的设备上重新签一次；填过的内容都在。",
            ),
            (
                "The filing was signed more than two weeks ago and is not taken any more.",
                "Ask for it to be signed again on the applicant's device; the answers are still there.",
            ),
        ),
    ),
];
