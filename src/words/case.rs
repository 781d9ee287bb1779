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
    NOTE = "办事人员说：{0}" | "The clerk writes: {0}";
    REMEDY = "怎么办：{0}" | "What to do: {0}";
    NOTHING_YET = "还没有问到进度。" | "There is no news yet.";
    HEARD_AT = "{0}问过，以上就是最新进度。" | "Asked on {0}; this is the latest.";
    OFFLINE = "现在没有网络。上面是 {0} 问到的进度；连上网后会自动再问。" | "You are offline. Above is what was heard on {0}; it is asked again when you are connected.";
    ASK = "现在问一次" | "Ask now";
    ASKING = "正在询问……" | "Asking…";
    NO_ANSWER = "刚问过，受理部门没有答复。已有的进度还在，过一会儿再问。" | "The office did not answer. What was heard before is kept; ask again in a while.";
    TAKE = "领取新证照" | "Get the new certificate";
    TAKE_HINT = "批准后签发的新证照可以领取了。领取后会先核验，再放进您的证照。" | "The certificate that was issued with the approval is ready. It is checked before it is kept.";
    TAKEN_FIRST = "新证照已在您的证照里。" | "The new certificate is among yours.";
    TAKEN = "新证照已在您的证照里，原来那份留作记录。" | "The new certificate is among yours; the one before it is kept as a record.";
    SEE_TAKEN = "看新证照" | "See the new certificate";
    AGAIN = "重新办理" | "File again";
    OVERVIEW = "各部门进展" | "Where each office stands";
    DECIDED = "共 {0} 个部门，{1} 个已有决定" | "{0} offices, {1} decided";
    WAITS_FOR = "等{0}的决定；决定以后打开这个页面，结果就转来" | "Waits for {0}; open this page after the decision and the result is passed on";
    NOT_SENT_UNTIL = "{0}收下后再提交" | "Sent once {0} has taken its part";
    PASSED_WHEN_OPEN = "不用再填什么：{0}决定以后，由这台设备把结果转过来。只有打开这个页面时才去问，所以请过些时候再来看看。" | "Nothing to fill in: when {0} has decided, this device passes the result on. It asks only while this page is open, so look in again.";
    PASSING = "{0}已经决定，正在把结果转过来" | "{0} has decided; the result is being passed on";
    NOT_PASSED = "会自动再转。一直这样的话，拿案件号 {1} 向{0}询问；您提交的内容都还在。" | "It is tried again by itself. If this stays, ask {0} with the case number {1}; nothing that you sent is lost.";
    NOT_PASSED_SHORT = "结果还没能转到，会自动再试" | "The result could not be passed on yet; it is tried again by itself";
    STUCK_SHORT = "{0}批准了，但没有给出需要的内容" | "{0} said yes without what is needed here";
    ASK_OFFICE = "拿案件号 {1} 向{0}询问。" | "Ask {0} with the case number {1}.";
    OVERDUE = "原定 {0} 前有结果，现在已经过了。请拿案件号 {2} 向{1}询问；您提交的内容都还在；有了结果，打开这个页面就会转来。" | "A decision was due by {0}, and that day has passed. Ask {1} with the case number {2}. Nothing that you sent is lost; once there is a result, opening this page passes it on.";
    GAVE = "给出{0}：{1}" | "Gives {0}: {1}";
    TOOK = "已转到{0}：{1}" | "Passed on, {0}: {1}";
    TOOK_ALL = "结果已转到，正在办理" | "The result has been passed on; being dealt with";
    SAVE = "把回执和进度存成文件" | "Save receipt and progress as a file";
    SAVE_HINT = "每条进度都由受理部门签名，和回执连在一起；任何人都能核验这个文件。" | "Every line is signed by the office and chained to the receipt; anyone can verify the file.";
    REPLACED = "{0}已由新证照取代，留作记录" | "Replaced by a newer one on {0}; kept as a record";
    REPLACED_BY = "看取代它的证照" | "See the one that replaced it";
    BEFORE = "以前的证照" | "Earlier certificates";
}
