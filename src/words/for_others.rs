//! Words for filing on behalf of somebody else (代办).

crate::texts! {
    TITLE = "为谁办理？" | "For whom?";
    ONESELF = "为我自己" | "For myself";
    FOR_NAME = "代{0}办理" | "For {0}";
    BY = "凭您手里的{0}" | "You may, by the {0} that you hold";
    BEGINS = "从{0}起可以代办。" | "You can file for them from {0} on.";
    CHOOSE = "先选好为谁办理，再选怎么填。" | "Choose for whom first, then how to fill it in.";
    ACTING = "您正在代{0}办理" | "You are filing for {0}";
    ACTING_AGENT = "代办人：{0}。关于{1}的内容都来自说明{1}情况的证照；两个人的姓名都会写在提交和回执里。" | "Filed by {0}. What is said of {1} comes from certificates about {1}. Both names stand in the filing and in its receipt.";
    AGENT = "代办人" | "Filed by";
    PRINCIPAL = "为谁办理" | "On behalf of";
    PAST_FOR = "替{0}办的：" | "For {0}: ";
    BOTH = "由{0}代{1}办理" | "Filed by {0} on behalf of {1}";
    ABOUT = "关于{0}" | "About {0}";
    ONLY_ONESELF = "这张表只能由本人办理，不能代{0}办理。" | "Only the person it is about can file this form; you cannot file it for {0}.";
    NEEDED = "这张表是替别人办的" | "This form is filed for somebody else";
    NEEDED_HINT = "要有写明您可以替谁办的证照（{0}），还要有您本人的身份证。先添加缺的那份再来；没有电子证照的，可以带原件到窗口办理。" | "You need a certificate that says for whom you may act ({0}), and your own ID. Add what is missing first. Without electronic ones, take the originals to the counter.";
    DRAFT_OWN = "这份草稿是为您自己办的。" | "This draft is for yourself.";
    DRAFT_ABOVE = "为这个人填到一半的表在上面：接着填，或者先删除，再重新填。" | "A form that you began for this person is above. Go on with it, or delete it to begin again.";
    DRAFT_FOR = "这份草稿是代{0}办的。" | "This draft is for {0}.";
}
