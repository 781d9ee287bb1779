//! Words for filing on behalf of somebody else (代办).

crate::texts! {
    TITLE = "为谁办理？" | "For whom?";
    ONESELF = "为我自己" | "For myself";
    FOR_NAME = "代{0}办理" | "For {0}";
    BY = "凭您手里的{0}" | "You may, by the {0} that you hold";
    CHOOSE = "先选好为谁办理，再选怎么填。" | "Choose for whom first, then how to fill it in.";
    ACTING = "您正在代{0}办理" | "You are filing for {0}";
    ACTING_AGENT = "代办人：{0}。填进表里的是{1}的证照；两个人的姓名都会写在提交和回执里。" | "Filed by {0}, from the certificates of {1}. Both names stand in the filing and in its receipt.";
    AGENT = "代办人" | "Filed by";
    PRINCIPAL = "为谁办理" | "On behalf of";
    BOTH = "由{0}代{1}办理" | "Filed by {0} on behalf of {1}";
    ABOUT = "关于{0}" | "About {0}";
    ONLY_ONESELF = "这张表只能由本人办理，不能代{0}办理。" | "Only the person it is about can file this form; you cannot file it for {0}.";
    NEEDED = "这张表是替别人办的" | "This form is filed for somebody else";
    NEEDED_HINT = "要有这样一份证照，写明您可以替谁办：{0}。先添加它再来；没有电子证照的，可以带原件到窗口办理。" | "You need a certificate that says for whom you may act: {0}. Add it first. Without an electronic one, take the original to the counter.";
    DRAFT_FOR = "这份草稿是代{0}办的。" | "This draft is for {0}.";
}
