//! Words for what the desk refuses to clerks.

use super::{Entry, Rows, entry};

const LOGIN_WRONG: Entry = entry(
    ("账户或密码不对。", "核对后再试；忘了密码，请运行维护人员重设。"),
    (
        "The account or the password is not right.",
        "Check both and try again; who runs the server can set a new password.",
    ),
);

const TRIES_TOO_MANY: Entry = entry(
    ("试错的次数太多，暂时不能登录。", "15 分钟后再试；不是您本人在试，请告诉运行维护人员。"),
    (
        "There were too many wrong passwords, so nobody can log in here for a while.",
        "Try again in 15 minutes; if it was not you, tell who runs the server.",
    ),
);

const SESSION_ENDED: Entry = entry(
    ("登录已过期。", "重新登录，继续办理。"),
    ("Your session has ended.", "Log in again and go on."),
);

const ROLE_MISSING: Entry = entry(
    ("您的账户没有这项权限。", "需要的话，请管理员给您相应的权限。"),
    ("Your account may not do this.", "If you need it, ask an administrator to give you the role."),
);

const NO_ROLE: Entry = entry(
    ("统一身份登录成功，但您在受理台没有任何权限。", "请单位的管理员给您分配受理台的角色。"),
    (
        "Your organisation's login worked, but you have no role at this desk.",
        "Ask your organisation's administrator to give you one.",
    ),
);

const PROVIDER_AWAY: Entry = entry(
    ("统一身份登录现在连不上。", "过几分钟再试；有本地账户的，可以用账户和密码登录。"),
    (
        "Your organisation's login cannot be reached now.",
        "Try again in a few minutes; a local account works meanwhile.",
    ),
);

const PROVIDER_REFUSED: Entry = entry(
    ("统一身份登录没有完成。", "回到登录页，再登录一次。"),
    ("Your organisation's login was not completed.", "Go back to the login page and log in again."),
);

const REASON_MISSING: Entry = entry(
    ("还没有选决定，或者没有选理由。", "选好决定；要求补充或不予批准时，再选一条理由。"),
    (
        "No decision was chosen, or the reason is missing.",
        "Choose a decision; asking for more and refusing need a reason as well.",
    ),
);

const NOTE_TOO_LONG: Entry = entry(
    ("补充说明超过 500 字。", "缩短后再提交。"),
    ("The text has more than 500 characters.", "Make it shorter and send it again."),
);

pub(super) const ROWS: Rows = &[
    ("desk-login-wrong", &LOGIN_WRONG),
    ("desk-tries-too-many", &TRIES_TOO_MANY),
    ("desk-session-ended", &SESSION_ENDED),
    ("desk-role-missing", &ROLE_MISSING),
    ("desk-no-role", &NO_ROLE),
    ("desk-provider-away", &PROVIDER_AWAY),
    ("desk-provider-refused", &PROVIDER_REFUSED),
    ("desk-reason-missing", &REASON_MISSING),
    ("desk-note-too-long", &NOTE_TOO_LONG),
];
