//! The certificates.

crate::texts! {
    TITLE = "我的证照" | "My certificates";
    LEAD_SAVED = "保存在这台设备上，已加密。在您按下“提交”之前，什么都不会发出去。" | "Saved on this device, encrypted. Nothing is sent until you press Send.";
    LEAD_MEMORY = "只在内存里，没有保存。在您按下“提交”之前，什么都不会发出去。" | "Held in memory only, not saved. Nothing is sent until you press Send.";
    COUNT = "{0} 份证照" | "Certificates: {0}";
    ADD = "添加证照" | "Add a certificate";
    ADD_MORE = "选择文件、粘贴，或打开领取链接" | "choose a file, paste, or open an offer link";
    EMPTY_TITLE = "这里还没有证照" | "No certificates here yet";
    EMPTY_TEXT = "领取一份示例证照试试，或打开您已有的证照文件。" | "Try it with specimen certificates, or open a certificate file that you have.";
    REMOVED = "已删除一份证照。" | "One certificate was deleted.";
    REMOVED_MORE = "锁定或下次打开前都可以撤销。" | "You can undo this until the next unlock.";
    RESTORED = "已恢复" | "Restored";
    START = "开始办理" | "Start now";
    DUE_IN = "居住证还有 {0} 天到期" | "Your residence permit expires in {0} days";
    DUE_TODAY = "居住证今天到期" | "Your residence permit expires today";
    DUE_SINCE = "居住证已过期 {0} 天" | "Your residence permit expired {0} days ago";
    DUE_SENT = "居住证签注已提交，案件号 {0}" | "Permit renewal sent, case number {0}";
    DUE_WAITING = "居住证签注已发出，正在等待答复" | "Permit renewal sent, waiting for the answer";
    DUE_NEEDS_YOU = "居住证签注需要您处理" | "Your permit renewal needs you";
    DUE_SENT_TEXT = "{0}提交。结果出来前不用再办；新证发下来后，在这里领取。" | "Sent {0}. There is nothing more to do until the result; then get the new permit here.";
    DUE_LOOK = "看回执" | "See the receipt";
    DUE_LOOK_AT = "去看看" | "Have a look";
    DUE_TEXT = "现在就可以办理签注，表格会用您的证照填好。" | "You can renew it now; the form is filled from your certificates.";
    DUE_LATE_TEXT = "过期后 60 天内可以补办签注，居住年限连续计算。" | "It can still be renewed within 60 days of expiry, and your years of residence keep counting.";
    WHY = "为什么提醒我？" | "Why am I seeing this?";
    WHY_REASON = "依据：您的上海市居住证有效期至 {0}。这是在您的设备上算出来的，没有告诉任何人。" | "Reason: your Shanghai residence permit is valid until {0}. This was worked out on your device; nobody was told.";
    WHY_RULE = "规定：每满 1 年之日前 30 日内办理签注；逾期未办的，使用功能中止，补办后恢复。" | "Rule: renew within the 30 days before each full year; otherwise the permit is suspended until it is renewed.";
    WHY_SOURCE = "出处：《居住证暂行条例》（国务院令第 663 号）第十条" | "Source: Interim Regulations on Residence Permits (State Council Decree 663), article 10";
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
