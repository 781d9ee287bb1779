//! Words for what was typed before: the address book, and filing the same again.

crate::texts! {
    // In a form.
    TYPED_ON = "您于{0}填过" | "You typed this on {0}";
    KNOWN = "您于{0}填过：{1}" | "You typed on {0}: {1}";
    KNOWN_LIST = "您以前填过的" | "What you typed before";
    USE = "用这个" | "Use this";
    USE_OF = "用这个：{0}" | "Use this: {0}";
    USED = "已填入：{0}" | "Filled in: {0}";

    // Again.
    AGAIN = "再来一单" | "File this again";
    AGAIN_AS = "再来一单，照{0}填的" | "Again, as you filled it in on {0}";
    AGAIN_HINT = "证照上的内容重新读取，不抄上次的；您自己填过的照填，与上次不同的地方会列出来" | "Certificates are read anew, never copied; what you typed then is filled in, and what differs is listed";
    AGAIN_TEXT = "同一件事再办一次：证照上的内容重新读取，不抄这一次的；您自己填过的照填，提交前会列出与这一次不同的地方。声明和附件要重新给。" | "The same once more: certificates are read anew, never copied from this filing; what you typed is filled in, and before you send it you see what differs. Declarations and files are given anew.";
    AGAIN_EDITION = "表单有了新版本（当时是 {0}，现在是 {1}）。仍然适用的回答会带过去，其余的再填一次。" | "The form has a new version (then {0}, now {1}). Answers that still fit are taken over; the others are asked again.";
    AGAIN_EDITION_OTHER = "表单有了新版本。仍然适用的回答会带过去，其余的再填一次。" | "The form has a new version. Answers that still fit are taken over; the others are asked again.";
    AGAIN_WITHDRAWN = "这项服务已经撤下，不能再办。这次提交的内容和回执仍保存在这里。" | "This service has been withdrawn and cannot be filed again. What you sent and its receipt stay here.";
    AGAIN_DRAFT = "这项服务有一份没办完的草稿。" | "There is an unfinished draft of this service.";
    AGAIN_DRAFT_GO = "看草稿" | "Look at the draft";
    CHANGED = "与{0}提交的不同" | "Changed since {0}";
    CHANGED_NONE = "与那次提交的一样。" | "Nothing: all answers are the same.";
    CHANGED_LINE = "原为 {0}，现为 {1}" | "was {0}, is now {1}";
    CHANGED_NEW = "新增：{0}" | "new: {0}";
    CHANGED_GONE = "原为 {0}，现在没有" | "was {0}, is now not answered";

    // Settings.
    BOOK_TITLE = "您填过的" | "What you typed before";
    BOOK_TEXT = "您在提交的表单里亲手填的电话、邮箱、地址和银行账号加密记在这台设备上，下次填表时可以接着用。它们只算您自己填的，不算核验过；发出之前您都会看到。验证码、密码、附件和声明从不记下。" | "Telephone numbers, mail and postal addresses and bank accounts that you typed in forms you sent are kept on this device, encrypted, to be used again. They count as typed by you, never as verified, and you see them before they are sent. One-time codes, passwords, files and declarations are never kept.";
    BOOK_ON = "记下我填的，下次提供给我" | "Keep what I type and offer it next time";
    BOOK_OFF = "已关闭：不再记下，也不再提供。已经记下的还在，可以移除。" | "Off: nothing is kept or offered. What was kept before is still here; you can remove it.";
    BOOK_EMPTY = "还没有记下任何内容。" | "Nothing is kept yet.";
    BOOK_TYPED = "{0}填的" | "typed on {0}";
    BOOK_EDIT = "更正" | "Correct";
    BOOK_EDIT_OF = "更正{0}" | "Correct {0}";
    BOOK_REMOVE = "移除" | "Remove";
    BOOK_REMOVE_OF = "移除{0}" | "Remove {0}";
    BOOK_REMOVED = "已移除：{0}" | "Removed: {0}";
    BOOK_CLEAR = "全部移除" | "Remove all";
    BOOK_CLEARED = "已全部移除" | "Everything was removed";
    BOOK_SAVE = "保存" | "Save";
    BOOK_SAVED = "已保存：{0}" | "Saved: {0}";
    BOOK_CANCEL = "取消" | "Cancel";
    BOOK_MISSING = "填写内容，或用“移除”把它去掉" | "Enter something, or use Remove to take it out";
    TEL = "手机号码" | "Mobile number";
    TEL_HOME = "固定电话" | "Landline number";
    TEL_OTHER = "其他电话" | "Other telephone number";
    EMAIL = "电子邮箱" | "Email address";
    ADDRESS = "地址" | "Address";
    ADDRESS_LINE = "详细地址" | "Street address";
    ADDRESS_LEVEL3 = "街道（镇）" | "Subdistrict or town";
    ADDRESS_LEVEL2 = "区" | "District";
    ADDRESS_LEVEL1 = "省（市）" | "Province";
    POSTAL_CODE = "邮政编码" | "Postal code";
    ADDRESS_PART = "地址的一部分" | "Part of the address";
    BANK_NAME = "开户银行" | "Bank";
    BANK_ACCOUNT = "银行账号" | "Bank account";
}

/// What an entry of the address book is called, by its kind.
#[must_use]
pub fn kind(kind: &str) -> super::Text {
    match kind {
        "tel" => TEL,
        "home tel" => TEL_HOME,
        "bank-account" => BANK_ACCOUNT,
        other if other.ends_with("tel") => TEL_OTHER,
        other if other.ends_with("email") => EMAIL,
        _ => ADDRESS,
    }
}

/// What a part of an address is called, by its token.
#[must_use]
pub fn part(token: &str) -> super::Text {
    match token {
        "street-address" | "address-line1" => ADDRESS_LINE,
        "address-level3" => ADDRESS_LEVEL3,
        "address-level2" => ADDRESS_LEVEL2,
        "address-level1" => ADDRESS_LEVEL1,
        "postal-code" => POSTAL_CODE,
        "bank-name" => BANK_NAME,
        "bank-account" => BANK_ACCOUNT,
        _ => ADDRESS_PART,
    }
}
