//! The certificates.

crate::texts! {
    TITLE = "我的证照" | "My certificates";
    LEAD_SAVED = "保存在这台设备上，已加密。在您按下“提交”之前，什么都不会发出去。" | "Saved on this device, encrypted. Nothing is sent until you press Send.";
    LEAD_MEMORY = "只在内存里，没有保存。在您按下“提交”之前，什么都不会发出去。" | "Held in memory only, not saved. Nothing is sent until you press Send.";
    COUNT = "{0} 份证照" | "Certificates: {0}";
    ADD = "添加证照" | "Add a certificate";
    ADD_MORE = "选择文件、粘贴，或打开领取链接" | "choose a file, paste, or open an offer link";
    EMPTY_TITLE = "这里还没有证照" | "No certificates here yet";
    EMPTY_TEXT = "打开您已有的证照文件，或打开签发机构给的领取链接。" | "Open a certificate file that you have, or the offer link that an issuer gave you.";
    REMOVED = "已删除一份证照。" | "One certificate was deleted.";
    REMOVED_MORE = "锁定或下次打开前都可以撤销。" | "You can undo this until the next unlock.";
    RESTORED = "已恢复" | "Restored";
    START = "开始办理" | "Start now";
    DUE_IN = "{0}还有 {1} 天到期" | "Your {0} expires in {1} days";
    DUE_TODAY = "{0}今天到期" | "Your {0} expires today";
    DUE_SINCE = "{0}已过期 {1} 天" | "Your {0} expired {1} days ago";
    DUE_SENT = "{0}的续办已提交，案件号 {1}" | "Renewal of your {0} sent, case number {1}";
    DUE_WAITING = "{0}的续办已发出，正在等待答复" | "Renewal of your {0} sent, waiting for the answer";
    DUE_NEEDS_YOU = "{0}的续办需要您处理" | "The renewal of your {0} needs you";
    DUE_SENT_TEXT = "{0}提交。结果出来前不用再办；新证发下来后，在这里领取。" | "Sent {0}. There is nothing more to do until the result; then get the new certificate here.";
    DUE_LOOK = "看回执" | "See the receipt";
    DUE_LOOK_AT = "去看看" | "Have a look";
    LATER = "以后再说" | "Later";
    NOT_AGAIN = "不再提醒" | "Not again";
    PUT_OFF = "已收起：{0}" | "Put away: {0}";
    PUT_AWAY = "有 {0} 条提醒收起来了。" | "Suggestions put away: {0}.";
    BRING_BACK = "重新显示" | "Show again";
    BROUGHT_BACK = "提醒又显示出来了" | "The suggestions are shown again";
    MORE_DUE = "还有 {0} 条提醒" | "More suggestions: {0}";
    CONFLICT_ISSUED = "{0}签发" | "issued by {0}";
    WHY = "为什么提醒我？" | "Why am I seeing this?";
    WHY_REASON = "依据：您的{0}有效期至 {1}。这是在您的设备上算出来的，没有告诉任何人。" | "Reason: your {0} is valid until {1}. This was worked out on your device; nobody was told.";
    WHY_HERE = "这是按您的证照在您的设备上算出来的，没有告诉任何人。" | "This was worked out on your device from your certificates; nobody was told.";
    DRAFT = "填到一半的表格" | "A form you have begun";
    DRAFT_CONTINUE = "接着填" | "Go on";
    CHECKING = "正在核验……" | "Checking…";
    STATE_VALID = "已核验" | "Verified";
    STATE_EXPIRING = "{0} 天后到期" | "{0} days left";
    STATE_EXPIRED = "已过期" | "Expired";
    STATE_REVOKED = "已被撤销" | "Withdrawn";
    STATE_SUSPENDED = "已暂停使用" | "Suspended";
    STATE_INVALID = "核验不通过" | "Not genuine";
    STATE_UNSURE = "暂不能确认" | "Cannot confirm";
    UNTIL = "至 {0}" | "until {0}";
    SENT_TITLE = "办过的事" | "What you have sent";
}
