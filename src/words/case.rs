//! Words of a case: what the office says after its receipt.

crate::texts! {
    TITLE = "办理进度" | "Progress";
    OF = "办理进度：{0}" | "Progress at {0}";
    FOLLOW = "查看办理进度" | "See the progress";
    FOLLOW_HINT = "受理部门审核时，进度会显示在这里。询问时不带任何个人信息。" | "While the office looks at it, its progress is shown here. Nothing personal is sent to ask.";
    RECEIVED = "已收到" | "Received";
    CHECKING = "正在审核" | "Being checked";
    WAITING = "等您处理" | "Waiting for you";
    WAITING_FOR_OFFICE = "等另一部门" | "Waiting for another office";
    ACCEPTED = "已批准" | "Approved";
    REFUSED = "不予批准" | "Refused";
    OTHER = "受理部门说：{0}" | "The office says: {0}";
    REMEDY = "怎么办：{0}" | "What to do: {0}";
    NOTHING_YET = "还没有问到进度。" | "There is no news yet.";
    HEARD_AT = "{0}问过，以上就是最新进度。" | "Asked on {0}; this is the latest.";
    OFFLINE = "现在没有网络。上面是 {0} 问到的进度；连上网后会自动再问。" | "You are offline. Above is what was heard on {0}; it is asked again when you are connected.";
    ASK = "现在问一次" | "Ask now";
    ASKING = "正在询问……" | "Asking…";
    NO_ANSWER = "刚问过，受理部门没有答复。已有的进度还在，过一会儿再问。" | "The office did not answer. What was heard before is kept; ask again in a while.";
    TAKE = "领取新证照" | "Get the new certificate";
    TAKE_HINT = "批准后签发的新证照可以领取了。领取后会先核验，再放进您的证照。" | "The certificate that was issued with the approval is ready. It is checked before it is kept.";
    TAKEN = "新证照已在您的证照里，原来那份留作记录。" | "The new certificate is among yours; the one before it is kept as a record.";
    SEE_TAKEN = "看新证照" | "See the new certificate";
    AGAIN = "重新办理" | "File again";
    SAVE = "把回执和进度存成文件" | "Save receipt and progress as a file";
    SAVE_HINT = "每条进度都由受理部门签名，和回执连在一起；任何人都能核验这个文件。" | "Every line is signed by the office and chained to the receipt; anyone can verify the file.";
    REPLACED = "{0}已由新证照取代，留作记录" | "Replaced by a newer one on {0}; kept as a record";
    REPLACED_BY = "看取代它的证照" | "See the one that replaced it";
    BEFORE = "以前的证照" | "Earlier certificates";
}
